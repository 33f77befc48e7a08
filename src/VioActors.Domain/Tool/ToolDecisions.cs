using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Tool.IToolEvent>;

namespace VioActors.Domain.Tool;

/// <summary>Keeps the UUID table, the report and the active nodes list up to date (MGT-1, MGT-2). Pure; thread-safe.</summary>
public static class ToolDecisions
{
    public static Outcome Decide(ToolState state, IToolMessage message, DateTimeOffset nowUtc) => message switch
    {
        ReportCluster report => Report(state, report, nowUtc),
        GetTool => Decision.Answer<IToolEvent>(new ToolFound(state.Version, state.ReportedUtc, state.Ordered(), state.Active)),
        GetUuidTable => Decision.Answer<IToolEvent>(new ToolFound(
            state.Version, state.ReportedUtc, state.Ordered().Select(row => row with { Devices = [] }).ToValueList(), state.Active)),
        _ => throw new InvalidOperationException($"The management tool knows no message {message.GetType().Name}."),
    };

    private static Outcome Report(ToolState state, ReportCluster report, DateTimeOffset nowUtc)
    {
        if (report.Version.CompareTo(state.Version) < 0)
        {
            return Decision.NoOp<IToolEvent>($"The report is of {report.Version}; {state.Version} is known already.");
        }

        var events = new List<IToolEvent>();
        foreach (var row in report.Members)
        {
            if (state.Rows.GetValueOrDefault(row.Vios) is not { } known || known != row)
            {
                events.Add(new UuidRowSet(row));
            }
        }

        var members = report.Members.Select(row => row.Vios).ToHashSet();
        foreach (var gone in state.Rows.Values.Where(row => row.Member && !members.Contains(row.Vios)).OrderBy(row => row.Vios))
        {
            events.Add(new UuidRowSet(gone with { Member = false }));
        }

        if (report.Version != state.Version || !report.Active.Equals(state.Active))
        {
            events.Add(new ClusterReported(report.Version, report.Active, nowUtc));
        }

        return events.Count == 0
            ? Decision.NoOp<IToolEvent>("Everything is known already.")
            : new Outcome(Ok.Instance, events.ToValueList(), []);
    }
}
