/** Rows of the confidentiality profile for groups 0000 to 003F. Columns and source: confidentiality-profile.ts. */
export const ROWS_TO_003F = `
0000,1000 X      UI - - - Affected SOP Instance UID
0000,1001 U      UI - - - Requested SOP Instance UID
0002,0003 U      UI - - - Media Storage SOP Instance UID
0004,1511 U      UI - - - Referenced SOP Instance UID in File
0008,0012 X/D    DA C - - Instance Creation Date
0008,0013 X/Z/D  TM C - - Instance Creation Time
0008,0014 U      UI - - - Instance Creator UID
0008,0015 X      DT C - - Instance Coercion DateTime
0008,0017 U      UI - - - Acquisition UID
0008,0018 U      UI - - - SOP Instance UID
0008,0019 U      UI - - - Pyramid UID
0008,0020 Z      DA C - - Study Date
0008,0021 X/D    DA C - - Series Date
0008,0022 X/Z    DA C - - Acquisition Date
0008,0023 Z/D    DA C - - Content Date
0008,0024 X      DA C - - Overlay Date
0008,0025 X      DA C - - Curve Date
0008,002A X/Z/D  DT C - - Acquisition DateTime
0008,0030 Z      TM C - - Study Time
0008,0031 X/D    TM C - - Series Time
0008,0032 X/Z    TM C - - Acquisition Time
0008,0033 Z/D    TM C - - Content Time
0008,0034 X      TM C - - Overlay Time
0008,0035 X      TM C - - Curve Time
0008,0050 Z      SH - - - Accession Number
0008,0054 X      AE - - - Retrieve AE Title
0008,0055 X      AE - - - Station AE Title
0008,0058 U      UI - - - Failed SOP Instance UID List
0008,0080 X/Z/D  LO - - - Institution Name
0008,0081 X      ST - - - Institution Address
0008,0082 X/Z/D  SQ - - - Institution Code Sequence
0008,0090 Z      PN - - - Referring Physician's Name
0008,0092 X      ST - - - Referring Physician's Address
0008,0094 X      SH - - - Referring Physician's Telephone Numbers
0008,0096 X      SQ - - - Referring Physician Identification Sequence
0008,009C Z      PN - - - Consulting Physician's Name
0008,009D X      SQ - - - Consulting Physician Identification Sequence
0008,0106 D      DT C - - Context Group Version
0008,0107 D      DT C - - Context Group Local Version
0008,0201 X      SH C - - Timezone Offset From UTC
0008,1000 X      AE - - - Network ID
0008,1010 X/Z/D  SH - - - Station Name
0008,1030 X      LO - C - Study Description
0008,103E X      LO - C - Series Description
0008,1040 X      LO - - - Institutional Department Name
0008,1041 X      SQ - - - Institutional Department Type Code Sequence
0008,1048 X      PN - - - Physician(s) of Record
0008,1049 X      SQ - - - Physician(s) of Record Identification Sequence
0008,1050 X      PN - - - Performing Physician's Name
0008,1052 X      SQ - - - Performing Physician Identification Sequence
0008,1060 X      PN - - - Name of Physician(s) Reading Study
0008,1062 X      SQ - - - Physician(s) Reading Study Identification Sequence
0008,1070 X/Z/D  PN - - - Operators' Name
0008,1072 X/D    SQ - - - Operator Identification Sequence
0008,1080 X      LO - C - Admitting Diagnoses Description
0008,1084 X      SQ - C - Admitting Diagnoses Code Sequence
0008,1088 X      LO - C - Pyramid Description
0008,1110 X/Z    SQ - - - Referenced Study Sequence
0008,1111 X/Z/D  SQ - - - Referenced Performed Procedure Step Sequence
0008,1120 X      SQ - - - Referenced Patient Sequence
0008,1140 X/Z/U* SQ - - - Referenced Image Sequence
0008,1155 U      UI - - - Referenced SOP Instance UID
0008,1195 U      UI - - - Transaction UID
0008,1301 X      SQ - C - Principal Diagnosis Code Sequence
0008,1302 X      SQ - C - Primary Diagnosis Code Sequence
0008,1303 X      SQ - C - Secondary Diagnoses Code Sequence
0008,1304 X      SQ - C - Histological Diagnoses Code Sequence
0008,2111 X      ST - C - Derivation Description
0008,2112 X/Z/U* SQ - - - Source Image Sequence
0008,3010 U      UI - - - Irradiation Event UID
0008,4000 X      LT - C - Identifying Comments
0010,0010 Z      PN - - - Patient's Name
0010,0011 X      SQ - - - Person Names to Use Sequence
0010,0012 X      LT - - - Name to Use
0010,0013 X      UT - - - Name to Use Comment
0010,0014 X      SQ - - - Third Person Pronouns Sequence
0010,0015 X      SQ - - - Pronoun Code Sequence
0010,0016 X      UT - C - Pronoun Comment
0010,0020 Z/D    LO - - - Patient ID
0010,0021 X      LO - - - Issuer of Patient ID
0010,0030 Z      DA - - - Patient's Birth Date
0010,0032 X      TM - - - Patient's Birth Time
0010,0040 Z      CS - - K Patient's Sex
0010,0041 X      SQ - - - Gender Identity Sequence
0010,0042 X      UT - C C Sex Parameters for Clinical Use Category Comment
0010,0043 X      SQ - - K Sex Parameters for Clinical Use Category Sequence
0010,0044 X      SQ - - - Gender Identity Code Sequence
0010,0045 X      UT - C - Gender Identity Comment
0010,0046 X      SQ - - K Sex Parameters for Clinical Use Category Code Sequence
0010,0047 X      UR - - K Sex Parameters for Clinical Use Category Reference
0010,0050 X      SQ - - - Patient's Insurance Plan Code Sequence
0010,0101 X      SQ - - - Patient's Primary Language Code Sequence
0010,0102 X      SQ - - - Patient's Primary Language Modifier Code Sequence
0010,1000 X      LO - - - Other Patient IDs
0010,1001 X      PN - - - Other Patient Names
0010,1002 X      SQ - - - Other Patient IDs Sequence
0010,1005 X      PN - - - Patient's Birth Name
0010,1010 X      AS - - K Patient's Age
0010,1020 X      DS - - K Patient's Size
0010,1030 X      DS - - K Patient's Weight
0010,1040 X      LO - - - Patient's Address
0010,1050 X      LO - - - Insurance Plan Identification
0010,1060 X      PN - - - Patient's Mother's Birth Name
0010,1080 X      LO - - - Military Rank
0010,1081 X      LO - - - Branch of Service
0010,1090 X      LO - - - Medical Record Locator
0010,1100 X      SQ - - - Referenced Patient Photo Sequence
0010,2000 X      LO - C - Medical Alerts
0010,2110 X      LO - C C Allergies
0010,2150 X      LO - - - Country of Residence
0010,2152 X      LO - - - Region of Residence
0010,2154 X      SH - - - Patient's Telephone Numbers
0010,2155 X      LT - - - Patient's Telecom Information
0010,2160 X      SH - - K Ethnic Group
0010,2161 X      SQ - - K Ethnic Group Code Sequence
0010,2162 X      UC - - K Ethnic Groups
0010,2180 X      SH - C - Occupation
0010,21A0 X      CS - - K Smoking Status
0010,21B0 X      LT - C - Additional Patient History
0010,21C0 X      US - - K Pregnancy Status
0010,21D0 X      DA C - - Last Menstrual Date
0010,21F0 X      LO - - - Patient's Religious Preference
0010,2203 X/Z    CS - - K Patient's Sex Neutered
0010,2297 X      PN - - - Responsible Person
0010,2299 X      LO - - - Responsible Organization
0010,4000 X      LT - C - Patient Comments
0012,0010 D      LO - - - Clinical Trial Sponsor Name
0012,0020 D      LO - - - Clinical Trial Protocol ID
0012,0021 Z      LO - - - Clinical Trial Protocol Name
0012,0022 X      LO - - - Issuer of Clinical Trial Protocol ID
0012,0023 X      SQ - - - Other Clinical Trial Protocol IDs Sequence
0012,0030 Z      LO - - - Clinical Trial Site ID
0012,0031 Z      LO - - - Clinical Trial Site Name
0012,0032 X      LO - - - Issuer of Clinical Trial Site ID
0012,0040 D      LO - - - Clinical Trial Subject ID
0012,0041 X      LO - - - Issuer of Clinical Trial Subject ID
0012,0042 D      LO - - - Clinical Trial Subject Reading ID
0012,0043 X      LO - - - Issuer of Clinical Trial Subject Reading ID
0012,0050 Z      LO - - - Clinical Trial Time Point ID
0012,0051 X      ST - C - Clinical Trial Time Point Description
0012,0055 X      LO - - - Issuer of Clinical Trial Time Point ID
0012,0060 Z      LO - - - Clinical Trial Coordinating Center Name
0012,0071 X      LO - - - Clinical Trial Series ID
0012,0072 X      LO - C - Clinical Trial Series Description
0012,0073 X      LO - - - Issuer of Clinical Trial Series ID
0012,0081 D      LO - - - Clinical Trial Protocol Ethics Committee Name
0012,0082 X      LO - - - Clinical Trial Protocol Ethics Committee Approval Number
0012,0086 X      DA C - - Ethics Committee Approval Effectiveness Start Date
0012,0087 X      DA C - - Ethics Committee Approval Effectiveness End Date
0014,407C X      TM C - - Calibration Time
0014,407E X      DA C - - Calibration Date
0016,002B X      OB - C - Maker Note
0016,004B X      OB - C - Device Setting Description
0016,004D X      UT - - - Camera Owner Name
0016,004E X      DS - - - Lens Specification
0016,004F X      UT - - - Lens Make
0016,0050 X      UT - - - Lens Model
0016,0051 X      UT - - - Lens Serial Number
0016,0070 X      OB - - - GPS Version ID
0016,0071 X      CS - - - GPS Latitude Ref
0016,0072 X      DS - - - GPS Latitude
0016,0073 X      CS - - - GPS Longitude Ref
0016,0074 X      DS - - - GPS Longitude
0016,0075 X      US - - - GPS Altitude Ref
0016,0076 X      DS - - - GPS Altitude
0016,0077 X      DT - - - GPS Time Stamp
0016,0078 X      UT - - - GPS Satellites
0016,0079 X      CS - - - GPS Status
0016,007A X      CS - - - GPS Measure Mode
0016,007B X      DS - - - GPS DOP
0016,007C X      CS - - - GPS Speed Ref
0016,007D X      DS - - - GPS Speed
0016,007E X      CS - - - GPS Track Ref
0016,007F X      DS - - - GPS Track
0016,0080 X      CS - - - GPS Img Direction Ref
0016,0081 X      DS - - - GPS Img Direction
0016,0082 X      UT - - - GPS Map Datum
0016,0083 X      CS - - - GPS Dest Latitude Ref
0016,0084 X      DS - - - GPS Dest Latitude
0016,0085 X      CS - - - GPS Dest Longitude Ref
0016,0086 X      DS - - - GPS Dest Longitude
0016,0087 X      CS - - - GPS Dest Bearing Ref
0016,0088 X      DS - - - GPS Dest Bearing
0016,0089 X      CS - - - GPS Dest Distance Ref
0016,008A X      DS - - - GPS Dest Distance
0016,008B X      OB - - - GPS Processing Method
0016,008C X      OB - - - GPS Area Information
0016,008D X      DT - - - GPS Date Stamp
0016,008E X      IS - - - GPS Differential
0018,0010 Z/D    LO - C - Contrast/Bolus Agent
0018,0027 X      TM C - - Intervention Drug Stop Time
0018,0035 X      TM C - - Intervention Drug Start Time
0018,1000 X/Z/D  LO - - - Device Serial Number
0018,1002 U      UI - - - Device UID
0018,1004 X      LO - - - Plate ID
0018,1005 X      LO - - - Generator ID
0018,1007 X      LO - - - Cassette ID
0018,1008 X      LO - - - Gantry ID
0018,1009 X      UT - - - Unique Device Identifier
0018,100A X      SQ - - - UDI Sequence
0018,100B U      UI - - - Manufacturer's Device Class UID
0018,1012 X      DA C - - Date of Secondary Capture
0018,1014 X      TM C - - Time of Secondary Capture
0018,1030 X/D    LO - C - Protocol Name
0018,1042 X      TM C - - Contrast/Bolus Start Time
0018,1043 X      TM C - - Contrast/Bolus Stop Time
0018,1072 X      TM C - - Radiopharmaceutical Start Time
0018,1073 X      TM C - - Radiopharmaceutical Stop Time
0018,1078 X      DT C - - Radiopharmaceutical Start DateTime
0018,1079 X      DT C - - Radiopharmaceutical Stop DateTime
0018,11BB D      LO - C - Acquisition Field of View Label
0018,1200 X      DA C - - Date of Last Calibration
0018,1201 X      TM C - - Time of Last Calibration
0018,1202 X      DT C - - DateTime of Last Calibration
0018,1203 Z      DT C - - Calibration DateTime
0018,1204 X      DA C - - Date of Manufacture
0018,1205 X      DA C - - Date of Installation
0018,1400 X/D    LO - C - Acquisition Device Processing Description
0018,2042 U      UI - - - Target UID
0018,4000 X      LT - C - Acquisition Comments
0018,5011 X      SQ - - - Transducer Identification Sequence
0018,700A X/D    SH - - - Detector ID
0018,700C X/D    DA C - - Date of Last Detector Calibration
0018,700E X/D    TM C - - Time of Last Detector Calibration
0018,9074 D      DT C - - Frame Acquisition DateTime
0018,9151 D      DT C - - Frame Reference DateTime
0018,9185 X      ST - C - Respiratory Motion Compensation Technique Description
0018,9367 D      UC - - - X-Ray Source ID
0018,9369 D      DT C - - Source Start DateTime
0018,936A D      DT C - - Source End DateTime
0018,9371 D      UC - - - X-Ray Detector ID
0018,9373 X      ST - - - X-Ray Detector Label
0018,937B X      UT - C - Multi-energy Acquisition Description
0018,937F X      UT - C - Decomposition Description
0018,9424 X      LT - C - Acquisition Protocol Description
0018,9516 X/D    DT C - - Start Acquisition DateTime
0018,9517 X/D    DT C - - End Acquisition DateTime
0018,9623 D      DT C - - Functional Sync Pulse
0018,9701 D      DT C - - Decay Correction DateTime
0018,9804 D      DT C - - Exclusion Start DateTime
0018,9919 Z/D    DT C - - Instruction Performed DateTime
0018,9937 X      LO - C - Requested Series Description
0018,A002 X      DT C - - Contribution DateTime
0018,A003 X      ST - C - Contribution Description
0020,000D U      UI - - - Study Instance UID
0020,000E U      UI - - - Series Instance UID
0020,0010 Z      SH - - - Study ID
0020,0027 X      LO - C - Pyramid Label
0020,0052 U      UI - - - Frame of Reference UID
0020,0200 U      UI - - - Synchronization Frame of Reference UID
0020,3401 X      CS - - - Modifying Device ID
0020,3403 X      DA C - - Modified Image Date
0020,3405 X      TM C - - Modified Image Time
0020,3406 X      LO - - - Modified Image Description
0020,4000 X      LT - C - Image Comments
0020,9158 X      LT - C - Frame Comments
0020,9161 U      UI - - - Concatenation UID
0020,9164 U      UI - - - Dimension Organization UID
0028,1199 U      UI - - - Palette Color Lookup Table UID
0028,1214 U      UI - - - Large Palette Color Lookup Table UID
0028,4000 X      LT - - - Image Presentation Comments
0032,0012 X      LO - - - Study ID Issuer
0032,0032 X      DA C - - Study Verified Date
0032,0033 X      TM C - - Study Verified Time
0032,0034 X      DA C - - Study Read Date
0032,0035 X      TM C - - Study Read Time
0032,1000 X      DA C - - Scheduled Study Start Date
0032,1001 X      TM C - - Scheduled Study Start Time
0032,1010 X      DA C - - Scheduled Study Stop Date
0032,1011 X      TM C - - Scheduled Study Stop Time
0032,1020 X      LO - - - Scheduled Study Location
0032,1021 X      AE - - - Scheduled Study Location AE Title
0032,1030 X      LO - C - Reason for Study
0032,1032 X      PN - - - Requesting Physician
0032,1033 X      LO - - - Requesting Service
0032,1040 X      DA C - - Study Arrival Date
0032,1041 X      TM C - - Study Arrival Time
0032,1050 X      DA C - - Study Completion Date
0032,1051 X      TM C - - Study Completion Time
0032,1060 X/Z    LO - C - Requested Procedure Description
0032,1066 X      UT - C - Reason for Visit
0032,1067 X      SQ - C - Reason for Visit Code Sequence
0032,1070 X      LO - C - Requested Contrast Agent
0032,4000 X      LT - C - Study Comments
0034,0001 D      SQ - - - Flow Identifier Sequence
0034,0002 D      OB - - - Flow Identifier
0034,0005 D      OB - - - Source Identifier
0034,0007 D      OB C - - Frame Origin Timestamp
0038,0004 X      SQ - - - Referenced Patient Alias Sequence
0038,0010 X      LO - - - Admission ID
0038,0011 X      LO - - - Issuer of Admission ID
0038,0014 X      SQ - - - Issuer of Admission ID Sequence
0038,001A X      DA C - - Scheduled Admission Date
0038,001B X      TM C - - Scheduled Admission Time
0038,001C X      DA C - - Scheduled Discharge Date
0038,001D X      TM C - - Scheduled Discharge Time
0038,001E X      LO - - - Scheduled Patient Institution Residence
0038,0020 X      DA C - - Admitting Date
0038,0021 X      TM C - - Admitting Time
0038,0030 X      DA C - - Discharge Date
0038,0032 X      TM C - - Discharge Time
0038,0040 X      LO - C - Discharge Diagnosis Description
0038,0050 X      LO - - C Special Needs
0038,0060 X      LO - - - Service Episode ID
0038,0061 X      LO - - - Issuer of Service Episode ID
0038,0062 X      LO - C - Service Episode Description
0038,0064 X      SQ - - - Issuer of Service Episode ID Sequence
0038,0300 X      LO - - - Current Patient Location
0038,0400 X      LO - - - Patient's Institution Residence
0038,0500 X      LO - C C Patient State
0038,4000 X      LT - C - Visit Comments
003A,0310 U      UI - - - Multiplex Group UID
003A,0314 D      DT C - - Impedance Measurement DateTime
003A,0329 X      LO - C - Waveform Filter Description
003A,032B X      LO - C - Filter Lookup Table Description
`;
