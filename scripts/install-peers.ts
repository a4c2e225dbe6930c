import { spawnSync } from 'node:child_process';

/** Independent programs that the tests compare with, by the Debian package that brings them. None is part of the product. */
const PEERS: readonly { readonly program: readonly [string, ...string[]]; readonly debianPackage: string }[] = [
  { program: ['/usr/bin/python3', '-c', 'import vtkmodules.vtkFiltersCore'], debianPackage: 'python3-vtk9' },
  { program: ['/usr/bin/python3', '-c', 'import pydicom'], debianPackage: 'python3-pydicom' },
  { program: ['/usr/bin/python3', '-c', 'import scipy.ndimage'], debianPackage: 'python3-scipy' },
  { program: ['/usr/bin/python3', '-c', 'import skimage.morphology'], debianPackage: 'python3-skimage' },
  { program: ['admesh', '--version'], debianPackage: 'admesh' },
  { program: ['pdftotext', '-v'], debianPackage: 'poppler-utils' },
  { program: ['plastimatch', '--version'], debianPackage: 'plastimatch' },
  { program: ['/usr/bin/python3', '-c', 'import nibabel'], debianPackage: 'python3-nibabel' },
  { program: ['/usr/bin/python3', '-c', 'import openpyxl'], debianPackage: 'python3-openpyxl' },
  { program: ['chromium', '--version'], debianPackage: 'chromium' },
  { program: ['dcmdump', '--version'], debianPackage: 'dcmtk' },
  { program: ['sh', '-c', 'command -v dciodvfy'], debianPackage: 'dicom3tools' },
  { program: ['gdcmconv', '--version'], debianPackage: 'libgdcm-tools' },
  { program: ['/usr/bin/python3', '-c', 'import gdcm'], debianPackage: 'python3-gdcm' },
  { program: ['sh', '-c', 'command -v ojph_compress'], debianPackage: 'openjph-tools' },
  { program: ['openssl', 'version'], debianPackage: 'openssl' },
  { program: ['Orthanc', '--version'], debianPackage: 'orthanc' },
  { program: ['test', '-e', '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'], debianPackage: 'orthanc-dicomweb' },
  { program: ['dmtxread', '--version'], debianPackage: 'dmtx-utils' },
  { program: ['/usr/bin/python3', '-c', 'import zxingcpp'], debianPackage: 'python3-zxing-cpp' },
  { program: ['/usr/bin/python3', '-c', 'import PIL'], debianPackage: 'python3-pil' },
  { program: ['prusa-slicer', '--help'], debianPackage: 'prusa-slicer' },
  { program: ['/usr/bin/python3', '-c', 'import meshio'], debianPackage: 'python3-meshio' },
];

/** Installs the peers that are missing, where there is apt-get and the right to use it; says plainly what will be skipped. */
export function installPeers(): void {
  const missing = PEERS.filter(
    ({ program: [name, ...args] }) => spawnSync(name, args, { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return;
  const names = missing.map((peer) => peer.debianPackage);
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    process.stdout.write(`No apt-get on this machine: tests that compare with ${names.join(', ')} will be skipped.\n`);
    return;
  }
  process.stdout.write(`Installing programs that the tests compare with: ${names.join(', ')}\n`);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = (...args: string[]) => {
    const [program, ...rest] = [...asRoot, 'apt-get', ...args] as [string, ...string[]];
    return spawnSync(program, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  aptGet('update', '-q');
  const { status } = aptGet('install', '-y', '-q', '--no-install-recommends', ...names);
  if (status !== 0)
    process.stdout.write(`apt-get could not install all of them (status ${status}); their tests will be skipped.\n`);
}
