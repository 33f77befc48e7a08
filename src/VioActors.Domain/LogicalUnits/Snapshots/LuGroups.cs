using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.LogicalUnits.ILuEvent>;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>
/// The part of <see cref="LuDecisions"/> about snapshots of several units at one instant: all have it, or none (STO-3). Each unit keeps
/// what it is while all stand still; the leader's event then makes snapshots of them. A unit that does not know of that event asks the
/// leader, which keeps it until all have confirmed; what the leader does not know is given up. Nobody is shown, rolls back to, deletes or
/// clones what is not decided: it waits. Pure; thread-safe.
/// </summary>
internal static class LuGroups
{
    private const string Key = "group";

    /// <summary>What the unit keeps for a group that is not decided as far as it knows.</summary>
    public static LuMoment? FindOpen(LuState state, LuGroup group) => state.Past.Taken.Find(taken => group.IsSame(taken.Group));

    /// <summary>Waits while it is not known whether there is a snapshot of the name; null when it is.</summary>
    public static Outcome? FindUndecided(LuState state, LuName name) =>
        state.Past.Find(name)?.Group is { } group ? Wait(state, group) : null;

    /// <summary>Waits while another unit may have decided that there is one more snapshot; null when none has.</summary>
    public static Outcome? FindUnknown(LuState state) =>
        state.Past.Taken.Find(taken => taken.Group is { } group && !IsLed(state, group)) is { Group: { } open } ? Wait(state, open) : null;

    /// <summary>A unit is not deleted before it is known what it has, and before all know what it decided; null when they do.</summary>
    public static Outcome? FindUntold(LuState state, bool forced) => state.Past.Groups.Count > 0
        ? Decision.Wait<ILuEvent>(Key, [.. TellAll(state)])
        : !forced && state.Past.Taken.Find(taken => taken.Group is not null) is { Group: { } open } ? Wait(state, open) : null;

    public static Outcome Decide(LuState state, DecideGroup decide)
    {
        if (state.Past.Groups.Exists(one => one.Number == decide.Number))
        {
            return Decision.Answer<ILuEvent>(Ok.Instance);
        }

        if (FindOpen(state, LuGroup.Of(decide.Lu, decide.Number))?.Group is not { } group)
        {
            return LuDecisions.Refuse(
                RejectionCode.WrongStatus,
                $"Cannot take the snapshot of a group: '{state.Identity!.Name}', which leads it, has given it up; take it again.");
        }

        var taken = new GroupTaken(group);
        return Decision.Accept<ILuEvent>(Ok.Instance, taken).With([.. TellAll(state.Apply(taken))]);
    }

    /// <summary>Also of a unit that is gone: it keeps what it decided until all know.</summary>
    public static Outcome Find(LuState state, GetGroup get)
    {
        var isTaken = state.Past.Groups.Exists(one => one.Number == get.Number);
        var isOpen = state.Past.Pause?.Group is { } pausing && pausing.IsSame(LuGroup.Of(get.Lu, get.Number));
        return !isTaken && (isOpen || FindOpen(state, LuGroup.Of(get.Lu, get.Number)) is not null)
            ? Decision.Wait<ILuEvent>(Key)
            : Decision.Answer<ILuEvent>(new GroupFound(get.Lu, get.Number, isTaken));
    }

    public static Outcome Conclude(LuState state, ConcludeGroup conclude) => FindOpen(state, conclude.Group) is not { } kept
        ? Decision.NoOp<ILuEvent>("It knows that already.")
        : conclude.IsTaken
            ? Decision.Accept<ILuEvent>(Ok.Instance, new GroupTaken(conclude.Group))
            : GiveUp(state, kept);

    /// <summary>What the unit kept goes; of one that is being deleted, with everything else.</summary>
    public static Outcome GiveUp(LuState state, LuMoment kept) => state.Status == LuStatus.Deleting
        ? Decision.NoOp<ILuEvent>("It goes with the unit.")
        : LuSnapshots.End(state, kept);

    public static Outcome ConcludeMember(LuState state, ConcludeGroupMember told) =>
        state.Past.Groups.Exists(one => one.Number == told.Number && one.Others.Contains(told.Member))
            ? Decision.Accept<ILuEvent>(Ok.Instance, new GroupMemberTold(told.Number, told.Member))
            : Decision.NoOp<ILuEvent>("That is known already.");

    /// <summary>
    /// A unit that nobody went on with does not stand still any more, by the time alone; the leader gives up what nobody decided; the
    /// others ask it.
    /// </summary>
    public static Outcome Review(LuState state, DateTimeOffset nowUtc)
    {
        var open = state.Past.Taken.Where(taken => taken.Group is not null).ToList();
        var due = open.Where(taken => nowUtc > taken.TakenAtUtc + LuSnapshots.StillLimit);
        IEffect[] again = open.Count > 0 || state.Past.Pause is { IsStill: true } ? [new WatchGroups()] : [];
        return Decision.NoOp<ILuEvent>("It is looked at.").With([.. due.Select(taken => Settle(state, taken)), .. again]);
    }

    /// <summary>Nobody goes on with what was not decided when the leader was cut off.</summary>
    public static IEnumerable<IEffect> Resume(LuState state)
    {
        var open = state.Past.Taken.Where(taken => taken.Group is not null).Select(taken => Settle(state, taken)).ToList();
        return open.Count == 0 ? TellAll(state) : [.. open, new WatchGroups(), .. TellAll(state)];
    }

    public static LuState Apply(LuState state, GroupTaken e)
    {
        var past = state.Past;
        var kept = FindOpen(state, e.Group)!;
        return state with
        {
            Past = past with
            {
                Taken = past.Taken.Replace(kept, kept with { Group = null }),
                Groups = IsLed(state, e.Group) && e.Group.Others.Count > 0 ? past.Groups.Add(e.Group) : past.Groups,
            },
        };
    }

    public static LuState Apply(LuState state, GroupMemberTold e)
    {
        var group = state.Past.Groups.Find(one => one.Number == e.Number)!;
        var left = group.Others.Where(other => other != e.Member).ToValueList();
        return state with
        {
            Past = state.Past with
            {
                Groups = left.Count == 0
                    ? state.Past.Groups.Remove(group)
                    : state.Past.Groups.Replace(group, group with { Others = left }),
            },
        };
    }

    private static bool IsLed(LuState state, LuGroup group) => group.Leader == state.Identity!.Lu;

    private static Outcome Wait(LuState state, LuGroup group) =>
        Decision.Wait<ILuEvent>(Key, IsLed(state, group) ? [] : [new AskGroup(group)]);

    private static IEffect Settle(LuState state, LuMoment kept) =>
        IsLed(state, kept.Group!) ? new GiveUpGroup(kept.Name, kept.Group!) : new AskGroup(kept.Group!);

    private static IEnumerable<IEffect> TellAll(LuState state) =>
        state.Past.Groups.SelectMany(group => group.Others.Select(other => new TellGroup(LuGroup.Of(group.Leader, group.Number), other)));
}
