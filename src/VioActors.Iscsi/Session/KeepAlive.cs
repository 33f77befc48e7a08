using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>
/// Asks a silent initiator whether it is alive and ends the connection when it says nothing (RFC 7143 clause 11.19). Any received byte
/// counts as a
/// sign of life. Thread-safe.
/// </summary>
internal sealed class KeepAlive : IDisposable
{
    private readonly IscsiConnection _connection;
    private readonly IscsiPortalOptions _options;
    private readonly ITimer? _timer;
    private long _receivedBefore;
    private bool _asked;

    public KeepAlive(IscsiConnection connection, IscsiPortalOptions options, TimeProvider time)
    {
        (_connection, _options) = (connection, options);
        if (options.NopInterval > TimeSpan.Zero)
        {
            _timer = time.CreateTimer(static state => ((KeepAlive)state!).Check(), this, options.NopInterval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A NOP-In that asks for an answer: the next StatSN, not used up; any tag but the reserved one.</summary>
    public static ControlPdu Ping(uint tag)
    {
        var ping = new ControlPdu(Opcode.NopIn) { AdvancesStatSn = false };
        _ = new NopInPdu(ping.Header) { InitiatorTaskTag = BasicHeader.NoTag, TargetTransferTag = tag };
        return ping;
    }

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        var received = _connection.Receiver.ReceivedBytes;
        var alive = received != _receivedBefore;
        _receivedBefore = received;
        if (!alive && _asked)
        {
            _ = _connection.EndAsync($"no answer to a NOP-In within {_options.NopTimeout.TotalSeconds} s");
            return;
        }
        _asked = !alive;
        if (_asked)
        {
            _connection.Sender.Enqueue(Ping(1));
        }
        _timer?.Change(_asked ? _options.NopTimeout : _options.NopInterval, Timeout.InfiniteTimeSpan);
    }
}
