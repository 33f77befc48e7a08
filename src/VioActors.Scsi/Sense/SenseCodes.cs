namespace VioActors.Scsi.Sense;

/// <summary>Every sense code that this target returns: the one table (SPC-4 annex F).</summary>
public static class SenseCodes
{
    public static readonly SenseCode None = new(SenseKey.NoSense, 0x00, 0x00, "NO ADDITIONAL SENSE INFORMATION");

    public static readonly SenseCode NotReadyCauseNotReportable = NotReady(0x04, 0x00, "LOGICAL UNIT NOT READY, CAUSE NOT REPORTABLE");
    public static readonly SenseCode BecomingReady = NotReady(0x04, 0x01, "LOGICAL UNIT IS IN PROCESS OF BECOMING READY");
    public static readonly SenseCode AccessTransition =
        NotReady(0x04, 0x0A, "LOGICAL UNIT NOT ACCESSIBLE, ASYMMETRIC ACCESS STATE TRANSITION");
    public static readonly SenseCode PortInStandby = NotReady(0x04, 0x0B, "LOGICAL UNIT NOT ACCESSIBLE, TARGET PORT IN STANDBY STATE");
    public static readonly SenseCode PortUnavailable =
        NotReady(0x04, 0x0C, "LOGICAL UNIT NOT ACCESSIBLE, TARGET PORT IN UNAVAILABLE STATE");
    public static readonly SenseCode SanitizeInProgress = NotReady(0x04, 0x1B, "LOGICAL UNIT NOT READY, SANITIZE IN PROGRESS");
    public static readonly SenseCode Offline = NotReady(0x04, 0x12, "LOGICAL UNIT NOT READY, OFFLINE");
    public static readonly SenseCode MediumNotPresent = NotReady(0x3A, 0x00, "MEDIUM NOT PRESENT");

    public static readonly SenseCode WriteError = new(SenseKey.MediumError, 0x0C, 0x00, "WRITE ERROR");
    public static readonly SenseCode UnrecoveredReadError = new(SenseKey.MediumError, 0x11, 0x00, "UNRECOVERED READ ERROR");
    public static readonly SenseCode SanitizeFailed = new(SenseKey.MediumError, 0x31, 0x03, "SANITIZE COMMAND FAILED");
    public static readonly SenseCode SelfTestFailed = new(SenseKey.HardwareError, 0x3E, 0x03, "LOGICAL UNIT FAILED SELF-TEST");
    public static readonly SenseCode InternalTargetFailure = new(SenseKey.HardwareError, 0x44, 0x00, "INTERNAL TARGET FAILURE");

    public static readonly SenseCode InvalidInformationUnit = Illegal(0x0E, 0x03, "INVALID FIELD IN COMMAND INFORMATION UNIT");
    public static readonly SenseCode ParameterListLengthError = Illegal(0x1A, 0x00, "PARAMETER LIST LENGTH ERROR");
    public static readonly SenseCode InvalidOperationCode = Illegal(0x20, 0x00, "INVALID COMMAND OPERATION CODE");
    public static readonly SenseCode LbaOutOfRange = Illegal(0x21, 0x00, "LOGICAL BLOCK ADDRESS OUT OF RANGE");
    public static readonly SenseCode InvalidFieldInCdb = Illegal(0x24, 0x00, "INVALID FIELD IN CDB");
    public static readonly SenseCode LogicalUnitNotSupported = Illegal(0x25, 0x00, "LOGICAL UNIT NOT SUPPORTED");
    public static readonly SenseCode InvalidFieldInParameterList = Illegal(0x26, 0x00, "INVALID FIELD IN PARAMETER LIST");
    public static readonly SenseCode InvalidReleaseOfReservation = Illegal(0x26, 0x04, "INVALID RELEASE OF PERSISTENT RESERVATION");
    public static readonly SenseCode TooManyTargetDescriptors = Illegal(0x26, 0x06, "TOO MANY TARGET DESCRIPTORS");
    public static readonly SenseCode UnsupportedTargetDescriptor = Illegal(0x26, 0x07, "UNSUPPORTED TARGET DESCRIPTOR TYPE CODE");
    public static readonly SenseCode TooManySegmentDescriptors = Illegal(0x26, 0x08, "TOO MANY SEGMENT DESCRIPTORS");
    public static readonly SenseCode UnsupportedSegmentDescriptor = Illegal(0x26, 0x09, "UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE");
    public static readonly SenseCode InlineDataTooLong = Illegal(0x26, 0x0B, "INLINE DATA LENGTH EXCEEDED");
    public static readonly SenseCode SavingNotSupported = Illegal(0x39, 0x00, "SAVING PARAMETERS NOT SUPPORTED");
    public static readonly SenseCode MediumRemovalPrevented = Illegal(0x53, 0x02, "MEDIUM REMOVAL PREVENTED");
    public static readonly SenseCode InsufficientRegistrationResources = Illegal(0x55, 0x04, "INSUFFICIENT REGISTRATION RESOURCES");

    public static readonly SenseCode MediumMayHaveChanged = Attention(0x28, 0x00, "NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED");
    public static readonly SenseCode PowerOn = Attention(0x29, 0x00, "POWER ON, RESET, OR BUS DEVICE RESET OCCURRED");
    public static readonly SenseCode BusDeviceReset = Attention(0x29, 0x03, "BUS DEVICE RESET FUNCTION OCCURRED");
    public static readonly SenseCode DeviceInternalReset = Attention(0x29, 0x04, "DEVICE INTERNAL RESET");
    public static readonly SenseCode NexusLossOccurred = Attention(0x29, 0x07, "I_T NEXUS LOSS OCCURRED");
    public static readonly SenseCode ModeParametersChanged = Attention(0x2A, 0x01, "MODE PARAMETERS CHANGED");
    public static readonly SenseCode ReservationsPreempted = Attention(0x2A, 0x03, "RESERVATIONS PREEMPTED");
    public static readonly SenseCode ReservationsReleased = Attention(0x2A, 0x04, "RESERVATIONS RELEASED");
    public static readonly SenseCode RegistrationsPreempted = Attention(0x2A, 0x05, "REGISTRATIONS PREEMPTED");
    public static readonly SenseCode AsymmetricAccessChanged = Attention(0x2A, 0x06, "ASYMMETRIC ACCESS STATE CHANGED");
    public static readonly SenseCode ImplicitTransitionFailed = Attention(0x2A, 0x07, "IMPLICIT ASYMMETRIC ACCESS STATE TRANSITION FAILED");
    public static readonly SenseCode CapacityDataChanged = Attention(0x2A, 0x09, "CAPACITY DATA HAS CHANGED");
    public static readonly SenseCode CommandsCleared = Attention(0x2F, 0x00, "COMMANDS CLEARED BY ANOTHER INITIATOR");
    public static readonly SenseCode ThinSoftThreshold = Attention(0x38, 0x07, "THIN PROVISIONING SOFT THRESHOLD REACHED");
    public static readonly SenseCode InquiryDataChanged = Attention(0x3F, 0x03, "INQUIRY DATA HAS CHANGED");
    public static readonly SenseCode ReportedLunsChanged = Attention(0x3F, 0x0E, "REPORTED LUNS DATA HAS CHANGED");

    public static readonly SenseCode WriteProtected = new(SenseKey.DataProtect, 0x27, 0x00, "WRITE PROTECTED");
    public static readonly SenseCode SoftwareWriteProtected =
        new(SenseKey.DataProtect, 0x27, 0x02, "LOGICAL UNIT SOFTWARE WRITE PROTECTED");
    public static readonly SenseCode SpaceAllocationFailed = new(SenseKey.DataProtect, 0x27, 0x07, "SPACE ALLOCATION FAILED WRITE PROTECT");

    public static readonly SenseCode UnreachableCopyTarget = Copy(0x08, 0x04, "UNREACHABLE COPY TARGET");
    public static readonly SenseCode ThirdPartyDeviceFailure = Copy(0x0D, 0x01, "THIRD PARTY DEVICE FAILURE");
    public static readonly SenseCode IncorrectCopyTarget = Copy(0x0D, 0x03, "INCORRECT COPY TARGET DEVICE TYPE");
    public static readonly SenseCode CopyAborted = Copy(0x00, 0x00, "NO ADDITIONAL SENSE INFORMATION");

    public static readonly SenseCode OverlappedCommands = new(SenseKey.AbortedCommand, 0x4E, 0x00, "OVERLAPPED COMMANDS ATTEMPTED");
    public static readonly SenseCode CommandsClearedByServer =
        new(SenseKey.AbortedCommand, 0x2F, 0x02, "COMMANDS CLEARED BY DEVICE SERVER");
    public static readonly SenseCode DataPhaseError = new(SenseKey.AbortedCommand, 0x4B, 0x00, "DATA PHASE ERROR");

    public static readonly SenseCode MiscompareDuringVerify = new(SenseKey.Miscompare, 0x1D, 0x00, "MISCOMPARE DURING VERIFY OPERATION");

    private static SenseCode NotReady(byte asc, byte ascq, string name) => new(SenseKey.NotReady, asc, ascq, name);

    private static SenseCode Illegal(byte asc, byte ascq, string name) => new(SenseKey.IllegalRequest, asc, ascq, name);

    private static SenseCode Copy(byte asc, byte ascq, string name) => new(SenseKey.CopyAborted, asc, ascq, name);

    private static SenseCode Attention(byte asc, byte ascq, string name) => new(SenseKey.UnitAttention, asc, ascq, name);
}
