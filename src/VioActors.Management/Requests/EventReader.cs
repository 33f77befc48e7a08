using Akka.Actor;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Domain.Common;
using VioActors.Domain.Events;
using VioActors.Management.Events;
using VioActors.Management.View;

namespace VioActors.Management.Requests;

/// <summary>Polls for events. Thread-safe.</summary>
internal sealed class EventReader(IActorRef management, TimeSpan answerTimeout)
{
    private const int CountUsual = 100;

    /// <summary>The latest events.</summary>
    public async Task<IReadOnlyList<VioObject>> LatestAsync()
    {
        var found = await management.Ask<EventsFound>(new ReadLatestEvents(EventLogDecisions.ReadCountMax), answerTimeout)
            .ConfigureAwait(false);
        return [.. found.Events.Select(Translate)];
    }

    /// <exception cref="RequestRefusedException">The token is none, or too many wait.</exception>
    public async Task<VioResponse> PollAsync(PollEvents poll, CancellationToken cancellation)
    {
        long? after = null;
        if (poll.After is { } token)
        {
            after = long.TryParse(token, System.Globalization.NumberStyles.None, null, out var number)
                ? number
                : throw new RequestRefusedException(
                    VioFaultCode.Invalid, VioObjectKind.Event, token, $"'{token}' is no token of an event.",
                    "Send the nextAfter of the last response, or none to begin from now on.");
        }

        var wishes = poll.Subscriptions.Where(wish => wish.Object != VioObjectKind.All).Select(wish => new EventWish(
            Words.Of(wish.Object),
            wish.Id,
            wish.Category is null ? EventCategory.Unspecified : Enum.Parse<EventCategory>(wish.Category, ignoreCase: true)));
        var all = poll.Subscriptions.Any(wish => wish.Object == VioObjectKind.All);
        var question = new ReadEvents(after, all ? [] : wishes.ToValueList(), poll.CountMax ?? CountUsual);
        var wait = TimeSpan.FromSeconds(poll.WaitSeconds ?? 0);
        var answer = await management.Ask<object>(new PollFeed(question, wait), wait + answerTimeout, cancellation).ConfigureAwait(false);
        return answer switch
        {
            EventsFound found => new VioResponse(
                null, "ok", Token(found.Next), found.ReRead ? true : null, null, [.. found.Events.Select(Translate)]),
            Rejected rejected => throw Refusals.Of(rejected, VioObjectKind.Event, string.Empty),
            _ => throw new InvalidOperationException($"The event feed answered with a {answer.GetType().Name}."),
        };
    }

    private static EventObject Translate(EventNoted noted) => new(
        Token(noted.Number),
        noted.AtUtc,
        Words.Of(noted.Category),
        Words.Of(noted.Change),
        noted.Observed.Object,
        noted.Observed.Id,
        noted.Observed.Version,
        noted.What);

    private static string Token(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
