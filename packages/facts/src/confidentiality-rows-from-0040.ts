/** Rows of the confidentiality profile from group 0040 on. Columns and source: confidentiality-profile.ts. */
export const ROWS_FROM_0040 = `
0040,0001 X      AE - - - Scheduled Station AE Title
0040,0002 X      DA C - - Scheduled Procedure Step Start Date
0040,0003 X      TM C - - Scheduled Procedure Step Start Time
0040,0004 X      DA C - - Scheduled Procedure Step End Date
0040,0005 X      TM C - - Scheduled Procedure Step End Time
0040,0006 X      PN - - - Scheduled Performing Physician's Name
0040,0007 X      LO - C - Scheduled Procedure Step Description
0040,0009 X      SH - - - Scheduled Procedure Step ID
0040,000B X      SQ - - - Scheduled Performing Physician Identification Sequence
0040,0010 X      SH - - - Scheduled Station Name
0040,0011 X      SH - - - Scheduled Procedure Step Location
0040,0012 X      LO - - C Pre-Medication
0040,0241 X      AE - - - Performed Station AE Title
0040,0242 X      SH - - - Performed Station Name
0040,0243 X      SH - - - Performed Location
0040,0244 X      DA C - - Performed Procedure Step Start Date
0040,0245 X      TM C - - Performed Procedure Step Start Time
0040,0250 X      DA C - - Performed Procedure Step End Date
0040,0251 X      TM C - - Performed Procedure Step End Time
0040,0253 X      SH - - - Performed Procedure Step ID
0040,0254 X      LO - C - Performed Procedure Step Description
0040,0275 X      SQ - C - Request Attributes Sequence
0040,0280 X      ST - C - Comments on the Performed Procedure Step
0040,0310 X      ST - C - Comments on Radiation Dose
0040,050A X      LO - - - Specimen Accession Number
0040,0512 D      LO - - - Container Identifier
0040,0513 Z      SQ - - - Issuer of the Container Identifier Sequence
0040,051A X      LO - C - Container Description
0040,0551 D      LO - - - Specimen Identifier
0040,0554 U      UI - - - Specimen UID
0040,0555 X/Z    SQ - - - Acquisition Context Sequence
0040,0562 Z      SQ - - - Issuer of the Specimen Identifier Sequence
0040,0600 X      LO - C - Specimen Short Description
0040,0602 X      UT - C - Specimen Detailed Description
0040,0610 Z      SQ - - - Specimen Preparation Sequence
0040,06FA X      LO - - - Slide Identifier
0040,1001 X      SH - - - Requested Procedure ID
0040,1002 X      LO - C - Reason for the Requested Procedure
0040,1004 X      LO - - - Patient Transport Arrangements
0040,1005 X      LO - - - Requested Procedure Location
0040,100A X      SQ - C - Reason for Requested Procedure Code Sequence
0040,1010 X      PN - - - Names of Intended Recipients of Results
0040,1011 X      SQ - - - Intended Recipients of Results Identification Sequence
0040,1101 D      SQ - - - Person Identification Code Sequence
0040,1102 X      ST - - - Person's Address
0040,1103 X      LO - - - Person's Telephone Numbers
0040,1104 X      LT - - - Person's Telecom Information
0040,1400 X      LT - C - Requested Procedure Comments
0040,2001 X      LO - C - Reason for the Imaging Service Request
0040,2004 X      DA C - - Issue Date of Imaging Service Request
0040,2005 X      TM C - - Issue Time of Imaging Service Request
0040,2008 X      PN - - - Order Entered By
0040,2009 X      SH - - - Order Enterer's Location
0040,2010 X      SH - - - Order Callback Phone Number
0040,2011 X      LT - - - Order Callback Telecom Information
0040,2016 Z      LO - - - Placer Order Number / Imaging Service Request
0040,2017 Z      LO - - - Filler Order Number / Imaging Service Request
0040,2400 X      LT - C - Imaging Service Request Comments
0040,3001 X      LO - - - Confidentiality Constraint on Patient Data Description
0040,4005 X      DT C - - Scheduled Procedure Step Start DateTime
0040,4008 X      DT C - - Scheduled Procedure Step Expiration DateTime
0040,4010 X      DT C - - Scheduled Procedure Step Modification DateTime
0040,4011 X      DT C - - Expected Completion DateTime
0040,4023 U      UI - - - Referenced General Purpose Scheduled Procedure Step Transaction UID
0040,4025 X      SQ - - - Scheduled Station Name Code Sequence
0040,4027 X      SQ - - - Scheduled Station Geographic Location Code Sequence
0040,4028 X      SQ - - - Performed Station Name Code Sequence
0040,4030 X      SQ - - - Performed Station Geographic Location Code Sequence
0040,4034 X      SQ - - - Scheduled Human Performers Sequence
0040,4035 X      SQ - - - Actual Human Performers Sequence
0040,4036 X      LO - - - Human Performer's Organization
0040,4037 X      PN - - - Human Performer's Name
0040,4050 X      DT C - - Performed Procedure Step Start DateTime
0040,4051 X      DT C - - Performed Procedure Step End DateTime
0040,4052 X      DT C - - Procedure Step Cancellation DateTime
0040,A023 X      DA C - - Findings Group Recording Date (Trial)
0040,A024 X      TM C - - Findings Group Recording Time (Trial)
0040,A027 D      LO - - - Verifying Organization
0040,A030 D      DT C - - Verification DateTime
0040,A032 X/D    DT C - - Observation DateTime
0040,A033 X      DT C - - Observation Start DateTime
0040,A034 X      DT C - - Effective Start DateTime
0040,A035 X      DT C - - Effective Stop DateTime
0040,A073 D      SQ - - - Verifying Observer Sequence
0040,A075 D      PN - - - Verifying Observer Name
0040,A078 X      SQ - - - Author Observer Sequence
0040,A07A X      SQ - - - Participant Sequence
0040,A07C X      SQ - - - Custodial Organization Sequence
0040,A082 Z      DT C - - Participation DateTime
0040,A088 Z      SQ - - - Verifying Observer Identification Code Sequence
0040,A110 X      DA C - - Date of Document or Verbal Transaction (Trial)
0040,A112 X      TM C - - Time of Document Creation or Verbal Transaction (Trial)
0040,A120 D      DT C - - DateTime
0040,A121 D      DA C - - Date
0040,A122 D      TM C - - Time
0040,A123 D      PN - - - Person Name
0040,A124 U      UI - - - UID
0040,A13A D      DT C - - Referenced DateTime
0040,A171 U      UI - - - Observation UID
0040,A172 U      UI - - - Referenced Observation UID (Trial)
0040,A192 X      DA C - - Observation Date (Trial)
0040,A193 X      TM C - - Observation Time (Trial)
0040,A307 X      PN - - - Current Observer (Trial)
0040,A352 X      PN - - - Verbal Source (Trial)
0040,A353 X      ST - - - Address (Trial)
0040,A354 X      LO - - - Telephone Number (Trial)
0040,A358 X      SQ - - - Verbal Source Identifier Code Sequence (Trial)
0040,A402 U      UI - - - Observation Subject UID (Trial)
0040,A730 D      SQ - - - Content Sequence
0040,B034 X      DT C - - Annotation DateTime
0040,B036 X      DT C - - Segment Definition DateTime
0040,B03B X      LO - C - Montage Name
0040,B03F X      LO - C - Montage Channel Label
0040,DB06 X      DT C - - Template Version
0040,DB07 X      DT C - - Template Local Version
0040,DB0C U      UI - - - Template Extension Organization UID
0040,DB0D U      UI - - - Template Extension Creator UID
0040,E004 X      DT C - - HL7 Document Effective Time
0042,0011 D      OB - - - Encapsulated Document
0044,0004 X      DT C - - Approval Status DateTime
0044,000B X      DT C - - Product Expiration DateTime
0044,0010 X      DT C - - Substance Administration DateTime
0044,0104 D      DT C - - Assertion DateTime
0044,0105 X      DT C - - Assertion Expiration DateTime
0050,001B X      LO - - - Container Component ID
0050,0020 X      LO - - - Device Description
0050,0021 X      ST - C - Long Device Description
0062,0021 U      UI - - - Tracking UID
0064,0003 U      UI - - - Source Frame of Reference UID
0068,6226 D      DT C - - Effective DateTime
0068,6270 D      DT C - - Information Issue DateTime
006A,0003 U      UI - - - Annotation Group UID
006A,0005 D      LO - C - Annotation Group Label
006A,0006 X      UT - C - Annotation Group Description
0070,0001 D      SQ - - - Graphic Annotation Sequence
0070,0082 X      DA C - - Presentation Creation Date
0070,0083 X      TM C - - Presentation Creation Time
0070,0084 Z/D    PN - - - Content Creator's Name
0070,0086 X      SQ - - - Content Creator's Identification Code Sequence
0070,031A U      UI - - - Fiducial UID
0070,1101 U      UI - - - Presentation Display Collection UID
0070,1102 U      UI - - - Presentation Sequence Collection UID
0072,000A D      DT C - - Hanging Protocol Creation DateTime
0072,005E D      AE - - - Selector AE Value
0072,005F D      AS - - K Selector AS Value
0072,0061 D      DA C - - Selector DA Value
0072,0063 D      DT C - - Selector DT Value
0072,0065 D      OB - - - Selector OB Value
0072,0066 D      LO - C - Selector LO Value
0072,0068 D      LT - C - Selector LT Value
0072,006A D      PN - - - Selector PN Value
0072,006B D      TM C - - Selector TM Value
0072,006C D      SH - C - Selector SH Value
0072,006D D      UN - - - Selector UN Value
0072,006E D      ST - C - Selector ST Value
0072,0070 D      UT - C - Selector UT Value
0072,0071 D      UR - - - Selector UR Value
0074,1234 X      AE - - - Receiving AE
0074,1236 X      AE - - - Requesting AE
0088,0140 U      UI - - - Storage Media File-set UID
0088,0200 X      SQ - - - Icon Image Sequence
0088,0904 X      LO - - - Topic Title
0088,0906 X      ST - - - Topic Subject
0088,0910 X      LO - - - Topic Author
0088,0912 X      LO - - - Topic Keywords
0100,0420 X      DT C - - SOP Authorization DateTime
0400,0100 U      UI - - - Digital Signature UID
0400,0105 D      DT C - - Digital Signature DateTime
0400,0115 D      OB - - - Certificate of Signer
0400,0310 X      OB C - - Certified Timestamp
0400,0402 X      SQ - - - Referenced Digital Signature Sequence
0400,0403 X      SQ - - - Referenced SOP Instance MAC Sequence
0400,0404 X      OB - - - MAC
0400,0550 X      SQ - - - Modified Attributes Sequence
0400,0551 X      SQ - - - Nonconforming Modified Attributes Sequence
0400,0552 X      OB - - - Nonconforming Data Element Value
0400,0561 X      SQ - - - Original Attributes Sequence
0400,0562 D      DT C - - Attribute Modification DateTime
0400,0563 D      LO - - - Modifying System
0400,0564 Z      LO - - - Source of Previous Values
0400,0565 D      CS - C - Reason for the Attribute Modification
0400,0600 X      CS - - - Instance Origin Status
2030,0020 X      LO - - - Text String
2100,0040 X      DA C - - Creation Date
2100,0050 X      TM C - - Creation Time
2100,0070 X      AE - - - Originator
2100,0140 D      AE - - - Destination AE
2200,0002 X/Z    UT - C - Label Text
2200,0005 X/Z    LT - - - Barcode Value
3002,0121 X      LO - C - Position Acquisition Template Name
3002,0123 X      LO - C - Position Acquisition Template Description
3006,0002 D      SH - C - Structure Set Label
3006,0004 X      LO - C - Structure Set Name
3006,0006 X      ST - C - Structure Set Description
3006,0008 Z      DA C - - Structure Set Date
3006,0009 Z      TM C - - Structure Set Time
3006,0024 U      UI - - - Referenced Frame of Reference UID
3006,0026 Z      LO - C - ROI Name
3006,0028 X      ST - C - ROI Description
3006,002D X      DT C - - ROI DateTime
3006,002E X      DT C - - ROI Observation DateTime
3006,0038 X      LO - C - ROI Generation Description
3006,004D X      SQ - - - ROI Creator Sequence
3006,004E X      SQ - - - ROI Interpreter Sequence
3006,0085 X      SH - C - ROI Observation Label
3006,0088 X      ST - C - ROI Observation Description
3006,00A6 Z      PN - - - ROI Interpreter
3006,00C2 U      UI - - - Related Frame of Reference UID
3008,0024 D      DA C - - Treatment Control Point Date
3008,0025 D      TM C - - Treatment Control Point Time
3008,0054 X/D    DA C - - First Treatment Date
3008,0056 X/D    DA C - - Most Recent Treatment Date
3008,0105 X/Z    LO - - - Source Serial Number
3008,0162 D      DA C - - Safe Position Exit Date
3008,0164 D      TM C - - Safe Position Exit Time
3008,0166 D      DA C - - Safe Position Return Date
3008,0168 D      TM C - - Safe Position Return Time
3008,0250 X/D    DA C - - Treatment Date
3008,0251 X/D    TM C - - Treatment Time
300A,0002 D      SH - C - RT Plan Label
300A,0003 X      LO - C - RT Plan Name
300A,0004 X      ST - C - RT Plan Description
300A,0006 X/D    DA C - - RT Plan Date
300A,0007 X/D    TM C - - RT Plan Time
300A,000B X      LO - C - Treatment Sites
300A,000E X      ST - C - Prescription Description
300A,0013 U      UI - - - Dose Reference UID
300A,0016 X      LO - C - Dose Reference Description
300A,0054 U      UI - - - Table Top Position Alignment UID
300A,0072 X      LO - C - Fraction Group Description
300A,0083 U      UI - - - Referenced Dose Reference UID
300A,00B2 X/Z    SH - - - Treatment Machine Name
300A,00C3 X      ST - C - Beam Description
300A,00DD X      ST - C - Bolus Description
300A,0196 X      ST - C - Fixation Device Description
300A,01A6 X      ST - C - Shielding Device Description
300A,01B2 X      ST - C - Setup Technique Description
300A,0216 X      LO - - - Source Manufacturer
300A,022C D      DA C - - Source Strength Reference Date
300A,022E D      TM C - - Source Strength Reference Time
300A,02EB X      LT - C - Compensator Description
300A,0608 D      LO - C - Treatment Position Group Label
300A,0609 U      UI - - - Treatment Position Group UID
300A,0611 Z      LO - - - RT Accessory Holder Slot ID
300A,0615 Z      LO - - - RT Accessory Device Slot ID
300A,0619 D      LO - C - Radiation Dose Identification Label
300A,0623 D      LO - C - Radiation Dose In-Vivo Measurement Label
300A,062A D      LO - C - RT Tolerance Set Label
300A,0650 U      UI - - - Patient Setup UID
300A,0676 X      ST - C - Equipment Frame of Reference Description
300A,067C D      LO - C - Radiation Generation Mode Label
300A,067D Z      ST - C - Radiation Generation Mode Description
300A,0700 U      UI - - - Treatment Session UID
300A,0734 D      ST - C - Treatment Tolerance Violation Description
300A,0736 D      DT C - - Treatment Tolerance Violation DateTime
300A,073A D      DT C - - Recorded RT Control Point DateTime
300A,0741 D      DT C - - Interlock DateTime
300A,0742 D      ST - C - Interlock Description
300A,0760 D      DT C - - Override DateTime
300A,0783 D      ST - C - Interlock Origin Description
300A,0785 U      UI - - - Referenced Treatment Position Group UID
300A,078E X      LT - C - Patient Treatment Preparation Procedure Parameter Description
300A,0792 X      LT - C - Patient Treatment Preparation Method Description
300A,0794 X      LT - C - Patient Setup Photo Description
300A,079A X      LO - C - Displacement Reference Label
300C,0113 X      LO - C - Reason for Omission Description
300C,0127 D      DT C - - Beam Hold Transition DateTime
300E,0004 Z      DA C - - Review Date
300E,0005 Z      TM C - - Review Time
300E,0008 X/Z    PN - - - Reviewer Name
3010,0006 U      UI - - - Conceptual Volume UID
3010,000B U      UI - - - Referenced Conceptual Volume UID
3010,000F Z      ST - C - Conceptual Volume Combination Description
3010,0013 U      UI - - - Constituent Conceptual Volume UID
3010,0015 U      UI - - - Source Conceptual Volume UID
3010,0017 Z      ST - C - Conceptual Volume Description
3010,001B Z      UC - - - Device Alternate Identifier
3010,002D D      LO - - - Device Label
3010,0031 U      UI - - - Referenced Fiducials UID
3010,0033 D      SH - C - User Content Label
3010,0034 D      LO - C - User Content Long Label
3010,0035 D      SH - C - Entity Label
3010,0036 X      LO - C - Entity Name
3010,0037 X      ST - C - Entity Description
3010,0038 D      LO - C - Entity Long Label
3010,003B U      UI - - - RT Treatment Phase UID
3010,0043 Z      ST - - - Manufacturer's Device Identifier
3010,004C X/D    DA C - - Intended Phase Start Date
3010,004D X/D    DA C - - Intended Phase End Date
3010,0054 D      LO - C - RT Prescription Label
3010,0056 X/D    LO - C - RT Treatment Approach Label
3010,005A Z      UT - C - RT Physician Intent Narrative
3010,005C Z      ST - C - Reason for Superseding
3010,0061 X      UT - C - Prior Treatment Dose Description
3010,006E U      UI - - - Dosimetric Objective UID
3010,006F U      UI - - - Referenced Dosimetric Objective UID
3010,0077 X/D    LO - C - Treatment Site
3010,007A Z      UT - C - Treatment Technique Notes
3010,007B Z      UT - C - Prescription Notes
3010,007F Z      UT - C - Fractionation Notes
3010,0081 Z      SQ - C - Prescription Notes Sequence
3010,0085 X      TM C - - Intended Fraction Start Time
4000,0010 X      LT - - - Arbitrary
4000,4000 X      LT - - - Text Comments
4008,0040 X      SH - - - Results ID
4008,0042 X      LO - - - Results ID Issuer
4008,0100 X      DA C - - Interpretation Recorded Date
4008,0101 X      TM C - - Interpretation Recorded Time
4008,0102 X      PN - - - Interpretation Recorder
4008,0108 X      DA C - - Interpretation Transcription Date
4008,0109 X      TM C - - Interpretation Transcription Time
4008,010A X      PN - - - Interpretation Transcriber
4008,010B X      ST - C - Interpretation Text
4008,010C X      PN - - - Interpretation Author
4008,0111 X      SQ - - - Interpretation Approver Sequence
4008,0112 X      DA C - - Interpretation Approval Date
4008,0113 X      TM C - - Interpretation Approval Time
4008,0114 X      PN - - - Physician Approving Interpretation
4008,0115 X      LT - C - Interpretation Diagnosis Description
4008,0118 X      SQ - - - Results Distribution List Sequence
4008,0119 X      PN - - - Distribution Name
4008,011A X      LO - - - Distribution Address
4008,0200 X      SH - - - Interpretation ID
4008,0202 X      LO - - - Interpretation ID Issuer
4008,0300 X      ST - C - Impressions
4008,4000 X      ST - C - Results Comments
FFFA,FFFA X      SQ - - - Digital Signatures Sequence
FFFC,FFFC X      OB - - - Data Set Trailing Padding
`;
