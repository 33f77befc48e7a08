using Akka.Actor;
using VioActors.Actors.Lpar;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Domain.Phyp;
using VioActors.Scsi;

namespace VioActors.Actors.Phyp;

/// <summary>
/// What a pair does when its VIOS is there and answers that the disk is not, or does not work: an answer that would harm the client is not
/// told before PHYP has decided (NPV-5, special exception).
/// </summary>
internal sealed partial class AdapterPairActor
{
    private readonly List<CrqTaskEnded> _doubtful = [];

    /// <summary>
    /// The disk's and not the request's fault: medium and hardware errors, and a logical unit that is gone (SPC-4 clauses 4.5.6 and 4.5.7).
    /// </summary>
    private static bool IsHardError(CrqTaskEnded ended) =>
        ended.Response.Status == ScsiStatus.CheckCondition && SenseSummary.Of(ended.Response.Sense.Span).IsDiskFailure;

    private void Doubt(CrqTaskEnded ended)
    {
        _doubtful.Add(ended);
        Become(Doubting);
        AskWhetherToTell();
    }

    private void AskWhetherToTell() => Context.Parent.Tell(new PairDoubtful(
        _pair, $"its disk answers {SenseSummary.Of(_doubtful[0].Response.Sense.Span)} through the VIOS in partition {_pair.Vios}"));

    private void Doubting()
    {
        Receive<Connect>(connect =>
        {
            DropDoubtful();
            Disconnect("the client registered its queue again");
            Begin(connect);
        });
        Receive<SendCrq>(Keep);
        Receive<CrqTaskEnded>(IsHardError, _doubtful.Add);
        Receive<CrqTaskEnded>(ended => Answer(ended));
        Receive<CrqTaskGivenUp>(KeepGivenUp);
        Receive<AskAgain>(_ => AskWhetherToTell());
        Receive<HoldPair>(_ =>
        {
            // They say nothing about the requests, which are sent again when the disk answers.
            foreach (var ended in _doubtful)
                _requests.Keep(ended.Tag, ended.Connection);
            DropDoubtful();
            Become(Holding);
        });
        Receive<TellClient>(_ =>
        {
            foreach (var ended in _doubtful)
                Answer(ended);
            _doubtful.Clear();
            Become(Serving);
            _requests.Submit(_nexus!, _connection, Self);
        });
        Receive<NexusWasLost>(lost => lost.Connection == _connection, lost => LoseDoubtful(lost.Reason));
        Receive<ViosGone>(gone => LoseDoubtful(gone.Reason));
        Receive<ReleasePair>(release =>
        {
            DropDoubtful();
            Close(release.Reason);
        });
        Receive<ProbePair>(_ => Context.Parent.Tell(new PairUnclean(_pair, "its disk answers with errors")));
        IgnoreLate();
    }

    private void LoseDoubtful(string reason)
    {
        foreach (var ended in _doubtful)
            _requests.Keep(ended.Tag, ended.Connection);
        DropDoubtful();
        Lose(reason);
    }

    private void DropDoubtful()
    {
        foreach (var ended in _doubtful)
            ended.Response.DataIn?.Dispose();
        _doubtful.Clear();
    }
}

/// <summary>From an adapter pair: its disk answers with errors. It waits for <see cref="HoldPair"/> or <see cref="TellClient"/>.</summary>
internal sealed record PairDoubtful(AdapterPair Pair, string Reason);

/// <summary>To an adapter pair in doubt: the client is to see the error.</summary>
internal sealed record TellClient
{
    public static TellClient Instance { get; } = new();
}
