using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Text;

/// <summary>SendTargets (RFC 7143 appendix C): which targets with which addresses an initiator gets to see.</summary>
/// <param name="directory">Targets.</param>
/// <param name="initiatorName">Who asks.</param>
/// <param name="loggedInTo">Target of the session; null in a discovery session.</param>
internal sealed class SendTargets(IIscsiTargetDirectory directory, string initiatorName, string? loggedInTo)
{
    /// <summary>The keys of the answer.</summary>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AnswerAsync(string value, CancellationToken cancellation)
    {
        if (value == "All" && loggedInTo is not null)
        {
            return [new("SendTargets", KeyText.Reject)]; // All is for discovery sessions.
        }
        var wanted = value.Length == 0 ? loggedInTo : value == "All" ? null : value.ToLowerInvariant();
        if (value != "All" && (wanted is null || (loggedInTo is not null && wanted != loggedInTo)))
        {
            return [new("SendTargets", KeyText.Reject)];
        }
        var answers = new List<KeyValuePair<string, string>>();
        foreach (var target in await directory.ListAsync(initiatorName, cancellation).ConfigureAwait(false))
        {
            if (wanted is null || wanted == target.Name)
            {
                answers.Add(new("TargetName", target.Name));
                answers.AddRange(target.Portals.Select(static portal => KeyValuePair.Create("TargetAddress", portal.ToString())));
            }
        }
        return answers;
    }
}
