using Akka.Actor;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Phyp;

/// <summary>What a pair does while its client is frozen (NPV-7).</summary>
internal sealed partial class AdapterPairActor
{
    private IActorRef? _probed;
    private bool _isStill;

    private void Holding()
    {
        Receive<SendCrq>(send =>
        {
            Keep(send);
            if (_isStill)
                Context.Parent.Tell(new SentWhileHeld(_pair.Client));
        });
        Receive<StillPair>(_ => _isStill = true);
        Receive<CrqTaskEnded>(ended => Answer(ended, keeps: true));
        Receive<CrqTaskGivenUp>(KeepGivenUp);
        Receive<NexusWasLost>(lost => lost.Connection == _connection, lost => CloseNexus(lost.Reason));
        Receive<ViosGone>(gone => CloseNexus(gone.Reason));
        Receive<ProbePair>(Probe);
        Receive<Probed>(Conclude);
        Receive<RedrivePair>(_ => Redrive());
        Receive<ReleasePair>(release => Close(release.Reason));
        Receive<Connect>(connect =>
        {
            Disconnect("the client registered its queue again");
            Begin(connect);
        });
        IgnoreLate();
    }

    /// <summary>
    /// On the nexus that there is, or on a new one that is kept when it turns out clean. A probe of a former start of the VIOS may never
    /// end: it is given up.
    /// </summary>
    private void Probe(ProbePair probe)
    {
        if (probe.Vios.Equals(_probed))
            return;
        if (_probed is not null)
        {
            _connection++;
            CloseNexus("the VIOS has started again");
        }

        _probed = probe.Vios;
        var (nexus, luns) = (_nexus, _luns.Union(probe.Luns).ToList());
        var connection = nexus is null ? ++_connection : _connection;
        ProbeAsync().PipeTo(
            Self, success: probed => probed, failure: cause => new Probed(connection, nexus is null ? null : nexus, cause.Message));

        async Task<Probed> ProbeAsync()
        {
            var used = nexus;
            string? looked = null;
            if (used is null)
            {
                var opened = await LoginAsync(probe.Vios, connection, luns).ConfigureAwait(false);
                if (opened.Nexus.Nexus is not { } made)
                    return new Probed(connection, null, opened.Nexus.Reason);
                (used, looked) = (made, opened.Probe);
            }

            var problem = looked is null ? await PathProbe.RunAsync(used, luns, PathProbe.Limit).ConfigureAwait(false)
                : looked.Length == 0 ? null : looked;
            if (problem is not null && nexus is null)
                used.Close("its probe failed");
            return new Probed(connection, problem is null || nexus is not null ? used : null, problem);
        }
    }

    private void Conclude(Probed probed)
    {
        if (probed.Connection != _connection)
        {
            if (!ReferenceEquals(probed.Nexus, _nexus))
                probed.Nexus?.Close("the probe was given up");
            return;
        }

        if (probed.Problem is { } problem)
        {
            GiveUpProbe(problem);
        }
        else if (probed.Connection == _closed)
        {
            probed.Nexus?.Close("the path was lost again");
            GiveUpProbe("the path was lost while it was looked at");
        }
        else
        {
            _probed = null;
            _nexus = probed.Nexus;
            Context.Parent.Tell(new PairClean(_pair));
        }
    }

    /// <summary>Each look that was asked for is answered, or nobody would look again.</summary>
    private void GiveUpProbe(string reason)
    {
        if (_probed is null)
            return;
        _probed = null;
        Context.Parent.Tell(new PairUnclean(_pair, reason));
    }

    private void Redrive()
    {
        if (_nexus is not { } nexus)
        {
            Lose("the path was lost again");
            return;
        }

        _isStill = false;
        Become(Serving);
        _requests.Submit(nexus, _connection, Self);
    }

    /// <summary>How a probe ended.</summary>
    /// <param name="Nexus">The one that was probed, if it is of further use.</param>
    /// <param name="Problem">Null when every disk answered.</param>
    private sealed record Probed(long Connection, ITargetNexus? Nexus, string? Problem) : INoSerializationVerificationNeeded;
}
