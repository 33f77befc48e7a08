namespace VioActors.Iscsi.Session;

/// <summary>
/// Delivers requests in the order of their CmdSN (RFC 7143 clause 4.2.2.1). Those which come too early wait; there are never more than
/// the window
/// lets through. Used by the receive loop alone.
/// </summary>
internal sealed class CommandOrder(CommandWindow window)
{
    private readonly Dictionary<uint, (Action Deliver, Action? Abandon)> _held = [];

    /// <summary>Judges a request; one to be held whose number is taken by another is dropped.</summary>
    public CommandArrival Arrive(uint cmdSn, bool immediate)
    {
        var arrival = window.Arrive(cmdSn, immediate);
        return arrival == CommandArrival.Hold && _held.ContainsKey(cmdSn) ? CommandArrival.Drop : arrival;
    }

    public void Hold(uint cmdSn, Action deliver, Action? abandon = null) => _held.Add(cmdSn, (deliver, abandon));

    /// <summary>Uses up the number of a request which is delivered now. <see cref="Follow"/> must come after the delivery.</summary>
    public void Take(bool immediate)
    {
        if (!immediate)
        {
            window.Advance();
        }
    }

    /// <summary>Delivers what waited for the request before.</summary>
    public void Follow()
    {
        while (_held.Count > 0 && _held.Remove(window.Advertise().ExpCmdSn, out var held))
        {
            window.Advance();
            held.Deliver();
        }
    }

    /// <summary>The connection is gone: nothing that waits will be delivered.</summary>
    public void Abandon()
    {
        foreach (var held in _held.Values)
        {
            held.Abandon?.Invoke();
        }
        _held.Clear();
    }
}
