using VioActors.Iscsi.Login;

namespace VioActors.Iscsi.Portal;

/// <summary>Limits and times of a portal. Immutable; <see cref="Validate"/> names the first value that cannot work.</summary>
public sealed record IscsiPortalOptions
{
    /// <summary>Portal group tag that this portal announces.</summary>
    public ushort PortalGroupTag { get; init; } = 1;

    /// <summary>Most sessions, discovery included; one more is refused with "out of resources".</summary>
    public int SessionCountMax { get; init; } = 256;

    /// <summary>Most TCP connections, those in login included; one more is closed at once.</summary>
    public int ConnectionCountMax { get; init; } = 512;

    /// <summary>Most connections that have not logged in yet; bounds what strangers can make the portal hold.</summary>
    public int LoginCountMax { get; init; } = 64;

    /// <summary>Of these, most from one address, so that one stranger cannot keep all others out.</summary>
    public int LoginCountPerAddressMax { get; init; } = 32;

    /// <summary>Most sessions of one initiator name, discovery included; one more is refused with "out of resources".</summary>
    public int SessionCountPerInitiatorMax { get; init; } = 64;

    /// <summary>Time for the whole login; then the connection is closed.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which the initiator is asked whether it is alive (NOP-In); zero: never.</summary>
    public TimeSpan NopInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for the answer; then the connection is dropped and its I_T nexus lost.</summary>
    public TimeSpan NopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time that initiators have to log out when the portal stops.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The target's side of the negotiation.</summary>
    public NegotiationLimits Negotiation { get; init; } = new();

    /// <summary>Memory for write data of one session in bytes: half for unsolicited data, half for data that is asked for.</summary>
    public long SessionWriteMemoryBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The same for all sessions; a session gets what is left when less is, and is refused below
    /// <see cref="SessionWriteMemoryBytesMin"/>.</summary>
    public long PortalWriteMemoryBytes { get; init; } = 2048L * 1024 * 1024;

    /// <summary>Answers waiting to be sent, bytes for each connection; beyond it no more requests are received.</summary>
    public int SendQueueBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Receive buffer of a logged-in connection in bytes; holds many small PDUs.</summary>
    public int ReceiveBufferBytes { get; init; } = 128 * 1024;

    /// <summary>SO_SNDBUF and SO_RCVBUF in bytes; zero leaves them to the operating system, which adapts them.</summary>
    public int SocketBufferBytes { get; init; }

    /// <summary>
    /// Each connection has a thread of its own where the system allows it (Linux): commands are served sooner and with less processor
    /// time, for half a MiB of address space each. Off: connections share the thread pool, as everywhere else.
    /// </summary>
    public bool ThreadPerConnection { get; init; } = true;

    /// <summary>
    /// A connection's own thread that hangs in one command for this long, at most twice as long, is replaced: the command ends when the
    /// system lets go of it, everything else goes on. Too low: threads are made for disks that are only slow; too high: the other units
    /// of the session wait.
    /// </summary>
    public TimeSpan HungThreadLimit { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a connection's own thread looks for the next request before it sleeps; zero: it sleeps at once. Only while requests follow
    /// answers within this time, and for half as many connections as there are processors. Too low: each request waits until its thread is
    /// woken. Too high: processor time is spent on looking.
    /// </summary>
    public TimeSpan PollTime { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Length of the queue of connections not yet accepted.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>Least write memory with which a session works: a few unsolicited bursts and one solicited burst each way.</summary>
    internal long SessionWriteMemoryBytesMin => 4L * Math.Max(4L * Negotiation.FirstBurstLength, Negotiation.MaxBurstLength);

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
    public void Validate()
    {
        Check(SessionCountMax, 1, 65535, nameof(SessionCountMax));
        Check(ConnectionCountMax, SessionCountMax, 1_000_000, nameof(ConnectionCountMax));
        Check(LoginCountMax, 1, ConnectionCountMax, nameof(LoginCountMax));
        Check(LoginCountPerAddressMax, 1, ConnectionCountMax, nameof(LoginCountPerAddressMax));
        Check(SessionCountPerInitiatorMax, 1, 65535, nameof(SessionCountPerInitiatorMax));
        Check(LoginTimeout.TotalSeconds, 0.1, 3600, nameof(LoginTimeout));
        Check(NopInterval.TotalSeconds, 0, 3600, nameof(NopInterval));
        Check(NopTimeout.TotalSeconds, 0.1, 3600, nameof(NopTimeout));
        Check(StopGrace.TotalSeconds, 0, 3600, nameof(StopGrace));
        Check(Negotiation.MaxRecvDataSegmentLength, 8192, 0xFFFFFF, nameof(Negotiation.MaxRecvDataSegmentLength));
        Check(Negotiation.MaxBurstLength, 4096, 0xFFFFFF, nameof(Negotiation.MaxBurstLength));
        Check(Negotiation.FirstBurstLength, 512, Negotiation.MaxBurstLength, nameof(Negotiation.FirstBurstLength));
        Check(Negotiation.MaxOutstandingR2T, 1, 65535, nameof(Negotiation.MaxOutstandingR2T));
        Check(Negotiation.MaxConnections, 1, 65535, nameof(Negotiation.MaxConnections));
        Check(Negotiation.DefaultTime2Wait, 0, 3600, nameof(Negotiation.DefaultTime2Wait));
        Check(Negotiation.DefaultTime2Retain, 0, 3600, nameof(Negotiation.DefaultTime2Retain));
        Check(SessionWriteMemoryBytes, SessionWriteMemoryBytesMin, 1L << 40, nameof(SessionWriteMemoryBytes));
        Check(PortalWriteMemoryBytes, SessionWriteMemoryBytesMin, 1L << 44, nameof(PortalWriteMemoryBytes));
        Check(SendQueueBytesMax, 64 * 1024, 1 << 30, nameof(SendQueueBytesMax));
        Check(ReceiveBufferBytes, 16 * 1024, 16 * 1024 * 1024, nameof(ReceiveBufferBytes));
        Check(SocketBufferBytes, 0, 1 << 30, nameof(SocketBufferBytes));
        Check(HungThreadLimit.TotalSeconds, 0.01, 60, nameof(HungThreadLimit));
        Check(PollTime.TotalMilliseconds, 0, 1, nameof(PollTime));
        Check(Backlog, 1, 65535, nameof(Backlog));
    }

    private static void Check(double value, double low, double high, string name)
    {
        if (value < low || value > high)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The iSCSI portal option {name} must be between {low} and {high}.");
        }
    }
}
