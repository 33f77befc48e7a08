namespace VioActors.Scsi.Transport;

/// <summary>
/// The SCSI target behind one target name as a transport sees it, on one VIOS. Implemented by the VIOS's adapters; thread-safe.
/// </summary>
public interface ITargetPort
{
    /// <summary>
    /// Makes the I_T nexus. Answered only after the client and its adapter are recorded (ID-1): until then the transport keeps its login
    /// open.
    /// A second login with the same identity takes over: the older nexus is lost first (RFC 7143 clause 6.3.5, session reinstatement).
    /// </summary>
    ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation);
}

/// <summary>Initiator port: its name and the session qualifier that makes it unique (iSCSI: InitiatorName and ISID).</summary>
/// <param name="Name">Initiator name, e.g. <c>iqn.1993-08.org.debian:01:abc</c>.</param>
/// <param name="Qualifier">48-bit ISID; 0 for transports without one.</param>
/// <param name="Address">Where it comes from, for people: <c>10.0.0.1:51234</c>.</param>
public readonly record struct InitiatorPort(string Name, ulong Qualifier, string Address);

/// <summary>Answer to a login: a nexus, or why there is none.</summary>
/// <param name="Nexus">Null when refused.</param>
/// <param name="Refusal">Why; <see cref="LoginRefusal.None"/> when accepted.</param>
/// <param name="Reason">For the log and the administrator.</param>
public readonly record struct NexusLogin(ITargetNexus? Nexus, LoginRefusal Refusal, string Reason);

/// <summary>Why a login is refused; the transport turns it into its own status.</summary>
public enum LoginRefusal
{
    None,

    /// <summary>Nothing is mapped to this initiator here (iSCSI: authorization failure 0x0202).</summary>
    NotAuthorized,

    /// <summary>The VIOS is not serving now: not registered, shutting down (iSCSI: service unavailable 0x0301).</summary>
    ServiceUnavailable,

    /// <summary>Out of resources for one more nexus (iSCSI: out of resources 0x0302).</summary>
    OutOfResources,
}

/// <summary>What the target tells the transport by itself. Implemented by the transport's session; never blocks.</summary>
public interface INexusSink
{
    /// <summary>The target ends the nexus (VIOS stops, adapter removed, taken over): the transport closes its connections.</summary>
    void NexusLost(string reason);
}

/// <summary>One I_T nexus. Thread-safe; calls of one transport session keep their order.</summary>
public interface ITargetNexus
{
    /// <summary>
    /// How many tasks may be outstanding: the transport's command window (iSCSI MaxCmdSN). A transport which submits more gets TASK SET
    /// FULL.
    /// </summary>
    int QueueDepthMax { get; }

    /// <summary>Hands over a task, in the order of arrival. Never blocks. Every task is answered once by Complete or Abandon.</summary>
    void Submit(ScsiTask task);

    /// <summary>
    /// Task management (SAM-5 clause 7). Completes when the function has taken effect: no aborted task answers afterwards.
    /// </summary>
    ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation);

    /// <summary>Logout or loss of the transport: every live task is abandoned. Idempotent.</summary>
    void Close(string reason);
}

/// <summary>Task management functions (SAM-5 clause 7.1); values as in RFC 7143 clause 11.5.1.</summary>
public enum TaskManagementFunction : byte
{
    AbortTask = 1,
    AbortTaskSet = 2,
    ClearAca = 3,
    ClearTaskSet = 4,
    LogicalUnitReset = 5,
    TargetWarmReset = 6,
    TargetColdReset = 7,
    TaskReassign = 8,
}

/// <summary>Task management responses; values as in RFC 7143 clause 11.6.1.</summary>
public enum TaskManagementResponse : byte
{
    FunctionComplete = 0,
    TaskDoesNotExist = 1,
    LunDoesNotExist = 2,
    TaskStillAllegiant = 3,
    ReassignmentNotSupported = 4,
    FunctionNotSupported = 5,
    AuthorizationFailed = 6,
    FunctionRejected = 255,
}
