using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Scsi;

/// <summary>The medium of a unit and what is being done to all of it (IO-1).</summary>
/// <param name="Ejected">A client has taken the medium out.</param>
/// <param name="Preventers">Who keeps it in, each once.</param>
/// <param name="Sanitize">Null: none is under way, and none has failed.</param>
/// <param name="Medium">What is loaded into an optical drive; null: nothing.</param>
public sealed record LuCondition(bool Ejected, ValueList<LuPreventer> Preventers, LuSanitize? Sanitize, LuUdid? Medium)
{
    public static LuCondition Usual { get; } = new(false, [], null, null);

    /// <summary>What is left when a VIOS ends without a word: nobody prevents through it, and what it was wiping has failed.</summary>
    public LuCondition Without(VioUuid vios) => this with
    {
        Preventers = Preventers.Where(one => one.Vios != vios).ToValueList(),
        Sanitize = Sanitize is { HasFailed: false } running && running.Vios == vios ? running with { HasFailed = true } : Sanitize,
    };

    /// <summary>The same for every VIOS.</summary>
    public LuCondition WithoutPower() => this with
    {
        Preventers = [],
        Sanitize = Sanitize is { HasFailed: false } running ? running with { HasFailed = true } : Sanitize,
    };
}

/// <summary>A nexus that prevents the removal of the medium.</summary>
/// <param name="Vios">Through which it does: it ends with it.</param>
public sealed record LuPreventer(LuNexus Nexus, VioUuid Vios);

/// <summary>A wiping of the whole unit (SANITIZE).</summary>
/// <param name="Vios">That does it.</param>
/// <param name="MayExit">A failed one may be left without a repeat.</param>
/// <param name="Progress">In 65536ths.</param>
public sealed record LuSanitize(VioUuid Vios, bool HasFailed, bool MayExit, int Progress);
