using VioActors.Scsi.Sense;

namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// Unit attention conditions of one nexus and one logical unit, oldest first (SAM-5 clause 5.14). Bounded: a condition that already waits
/// is not
/// queued twice, and a reset replaces everything older. Thread-safe.
/// </summary>
public sealed class UnitAttentionQueue
{
    /// <summary>More kinds than one initiator can leave unread; the oldest goes first.</summary>
    public const int LengthMax = 16;

    private readonly Lock _gate = new();
    private readonly List<SenseCode> _waiting = [];
    private volatile bool _any;

    public bool IsEmpty => !_any;

    /// <summary>Establishes a condition.</summary>
    public void Raise(SenseCode code)
    {
        lock (_gate)
        {
            if (IsReset(code))
            {
                _waiting.Clear();
            }

            if (_waiting.Contains(code))
            {
                return;
            }

            if (_waiting.Count == LengthMax)
            {
                _waiting.RemoveAt(0);
            }

            _waiting.Add(code);
            _any = true;
        }
    }

    /// <summary>Takes the oldest condition: reporting it clears it (UA_INTLCK_CTRL 00b).</summary>
    public bool TryTake(out SenseCode code)
    {
        code = default;
        if (!_any)
        {
            return false;
        }

        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return false;
            }

            code = _waiting[0];
            _waiting.RemoveAt(0);
            _any = _waiting.Count > 0;
            return true;
        }
    }

    /// <summary>Withdraws a condition that another command has made known.</summary>
    public void Withdraw(SenseCode code)
    {
        lock (_gate)
        {
            _waiting.Remove(code);
            _any = _waiting.Count > 0;
        }
    }

    private static bool IsReset(SenseCode code) => code.Asc == SenseCodes.PowerOn.Asc && code.Ascq <= SenseCodes.DeviceInternalReset.Ascq;
}
