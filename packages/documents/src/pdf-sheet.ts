import PdfDocument from 'pdfkit';

/** Fonts of a document as files (TTF, OTF or WOFF): they are embedded, so that the page looks the same in ten years. */
export interface PdfFonts {
  readonly regular: Uint8Array;
  readonly strong: Uint8Array;
}

export interface PdfFacts {
  readonly title: string;
  readonly subject: string;
  /** Stands in the file; an input, so that the same document has the same bytes. */
  readonly madeAt: Date;
  /** At the foot of each page, before its number. */
  readonly foot: string;
}

export const INK = '#1c2430';
export const SOFT = '#5b6675';
const RULE = '#d9dee6';
const BAND = '#f3f5f8';
const MARGIN = 46;
const FOOT_ROOM = 44;

export interface PdfColumn {
  readonly title: string;
  /** Share of the width; all together make 1. */
  readonly share: number;
  readonly align?: 'left' | 'right';
}

export interface PdfCell {
  readonly text: string;
  readonly color?: string;
  readonly strong?: boolean;
}

/**
 * A tagged PDF/A document that is filled from top to bottom: headings, paragraphs, facts, tables and figures, each with
 * its tag, so that a screen reader reads what the eye sees.
 */
export class PdfSheet {
  readonly doc: PDFKit.PDFDocument;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly facts: PdfFacts;
  private readonly finished: Promise<Uint8Array>;

  constructor(facts: PdfFacts, fonts: PdfFonts) {
    this.facts = facts;
    this.doc = new PdfDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: FOOT_ROOM },
      pdfVersion: '1.7',
      subset: 'PDF/A-2a' as 'PDF/A-2',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      bufferPages: true,
      info: {
        Title: facts.title,
        Subject: facts.subject,
        Author: 'Specola',
        Creator: 'Specola',
        Producer: 'Specola with pdfkit',
        CreationDate: facts.madeAt,
        ModDate: facts.madeAt,
      },
    });
    this.finished = bytesOf(this.doc);
    this.doc.registerFont('regular', fonts.regular as unknown as PDFKit.Mixins.PDFFontSource);
    this.doc.registerFont('strong', fonts.strong as unknown as PDFKit.Mixins.PDFFontSource);
    this.doc.font('regular').fontSize(9).fillColor(INK);
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  get left(): number {
    return this.doc.page.margins.left;
  }
  get width(): number {
    return this.doc.page.width - this.doc.page.margins.left - this.doc.page.margins.right;
  }
  private get bottom(): number {
    return this.doc.page.height - this.doc.page.margins.bottom;
  }

  /** A new page where less than this is left. */
  reserve(height: number): void {
    if (this.doc.y + height > this.bottom) this.doc.addPage();
  }

  space(height: number): void {
    this.doc.y += height;
  }

  heading(text: string, level: 1 | 2): void {
    const size = level === 1 ? 20 : 12;
    if (level === 2) {
      this.reserve(70);
      this.space(10);
    }
    this.tagged(level === 1 ? 'H1' : 'H2', () => {
      this.doc
        .font('strong')
        .fontSize(size)
        .fillColor(INK)
        .text(printed(text), this.left, this.doc.y, { width: this.width });
    });
    this.doc.font('regular').fontSize(9);
    this.space(level === 1 ? 2 : 4);
  }

  paragraph(text: string, { color = INK, size = 9 }: { color?: string; size?: number } = {}): void {
    this.doc.font('regular').fontSize(size);
    this.reserve(Math.min(120, this.doc.heightOfString(text, { width: this.width })));
    this.tagged('P', () => {
      this.doc.fillColor(color).text(printed(text), this.left, this.doc.y, { width: this.width, lineGap: 1.5 });
    });
    this.doc.fillColor(INK);
    this.space(3);
  }

  /** A picture as wide as told, with words for those who do not see it. Returns the height that it took. */
  figure(png: Uint8Array, alt: string, at: { x: number; y: number; width: number; height: number }): void {
    const picture = this.doc.struct('Figure', { alt }, () => {
      this.doc.image(png.slice().buffer as unknown as string, at.x, at.y, { fit: [at.width, at.height] });
    });
    this.root.add(picture);
  }

  /** A figure with its name, on a tinted field. */
  card(name: string, value: string, at: { x: number; y: number; width: number; height: number }): void {
    const { doc } = this;
    this.artifact(() => doc.roundedRect(at.x, at.y, at.width, at.height, 4).fill(BAND));
    const options = { width: at.width - 12, lineBreak: false };
    const top = at.y + at.height / 2 - 14;
    this.tagged('P', () => {
      doc
        .font('regular')
        .fontSize(7.5)
        .fillColor(SOFT)
        .text(name, at.x + 8, top, options);
      doc
        .font('strong')
        .fontSize(12)
        .fillColor(INK)
        .text(printed(value), at.x + 8, top + 12, options);
    });
    doc.font('regular').fontSize(9);
  }

  /** Rows of cells under titles; the titles come again on each page. */
  table(columns: readonly PdfColumn[], rows: readonly (readonly PdfCell[])[]): void {
    const table = this.doc.struct('Table');
    this.root.add(table);
    const widths = columns.map(({ share }) => share * this.width);
    const head = () => {
      this.doc.fontSize(8);
      this.row(
        table,
        'TH',
        widths,
        columns,
        columns.map(({ title }) => ({ text: title, color: SOFT, strong: true })),
      );
      this.line();
    };
    this.reserve(48);
    head();
    rows.forEach((row, n) => {
      const height = this.rowHeight(widths, row);
      if (this.doc.y + height > this.bottom) {
        this.doc.addPage();
        head();
      }
      if (n % 2 === 1) this.artifact(() => this.doc.rect(this.left, this.doc.y, this.width, height).fill(BAND));
      this.row(table, 'TD', widths, columns, row);
    });
    table.end();
    this.line();
    this.doc.fontSize(9);
    this.space(4);
  }

  private rowHeight(widths: readonly number[], row: readonly PdfCell[]): number {
    const heights = row.map(({ text, strong }, n) =>
      this.doc
        .font(strong ? 'strong' : 'regular')
        .fontSize(8)
        .heightOfString(printed(text), { width: widths[n]! - 8, lineGap: 1 }),
    );
    return Math.max(...heights) + 6;
  }

  private row(
    table: PDFKit.PDFStructureElement,
    tag: 'TH' | 'TD',
    widths: readonly number[],
    columns: readonly PdfColumn[],
    row: readonly PdfCell[],
  ): void {
    const height = this.rowHeight(widths, row);
    const y = this.doc.y;
    const line = this.doc.struct('TR');
    table.add(line);
    let x = this.left;
    row.forEach(({ text, color = INK, strong = false }, n) => {
      const cell = this.doc.struct(tag, {}, () => {
        this.doc
          .font(strong ? 'strong' : 'regular')
          .fontSize(8)
          .fillColor(color)
          .text(printed(text), x + 4, y + 3, { width: widths[n]! - 8, align: columns[n]?.align ?? 'left', lineGap: 1 });
      });
      line.add(cell);
      x += widths[n]!;
    });
    line.end();
    this.doc.font('regular').fillColor(INK);
    this.doc.y = y + height;
  }

  /** Names with their values, in two columns of pairs. */
  pairs(pairs: readonly (readonly [name: string, value: string])[]): void {
    const columns: PdfColumn[] = [
      { title: 'What', share: 0.26 },
      { title: 'Value', share: 0.74 },
    ];
    this.table(
      columns,
      pairs.map(([name, value]) => [{ text: name, color: SOFT }, { text: value }]),
    );
  }

  line(): void {
    this.artifact(() =>
      this.doc
        .moveTo(this.left, this.doc.y)
        .lineTo(this.left + this.width, this.doc.y)
        .lineWidth(0.6)
        .strokeColor(RULE)
        .stroke(),
    );
  }

  /** What only decorates: screen readers pass over it. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
    this.doc.fillColor(INK);
  }

  tagged(tag: string, draw: () => void): void {
    this.root.add(this.doc.struct(tag, {}, draw));
  }

  /** The document as bytes, its pages numbered. */
  async finish(): Promise<Uint8Array> {
    this.root.end();
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page);
      this.doc.page.margins.bottom = 0;
      const y = this.doc.page.height - 32;
      this.artifact(() => {
        this.doc.font('regular').fontSize(7).fillColor(SOFT);
        this.doc.text(this.facts.foot, this.left, y, { width: this.width - 70, lineBreak: true, height: 20 });
        this.doc.text(`Page ${page + 1} of ${count}`, this.left, y, { width: this.width, align: 'right' });
      });
    }
    this.doc.end();
    return this.finished;
  }
}

/** The font has no narrow blank, which parts thousands on the page of the browser. */
const printed = (text: string): string => text.replaceAll('\u202f', '\u00a0');

function bytesOf(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('error', reject);
    doc.on('end', () => {
      const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      resolve(whole);
    });
  });
}
