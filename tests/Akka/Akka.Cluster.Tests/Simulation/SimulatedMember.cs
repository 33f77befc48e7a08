using Akka.Actor;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Tests.Simulation;

/// <summary>One incarnation in a <see cref="SimulatedCluster"/>, with a clock of its own.</summary>
internal sealed class SimulatedMember : INodeOutput
{
    private readonly SimulatedCluster _cluster;
    private readonly long _clockStart;
    private readonly double _clockSpeed;

    public SimulatedMember(SimulatedCluster cluster, int place, int uid, NodeTimes times, long clockStart, double clockSpeed)
    {
        _cluster = cluster;
        _clockStart = clockStart;
        _clockSpeed = clockSpeed;
        Place = place;
        Uid = uid;
        Address = new Address("akka.tcp", "Sys", "host", 1000 + place);
        Node = new MembershipNode(
            new MembershipNode.Identity(Address, uid, [], "1.0.0", MembershipMinima.One), times, this, Now);
    }

    public int Place { get; }

    public int Uid { get; }

    public Address Address { get; }

    public MembershipNode Node { get; }

    public bool Crashed { get; set; }

    public long PausedUntil { get; set; }

    /// <summary>How long it takes to hand over what it has.</summary>
    public long HandOverMs { get; set; } = 200;

    public long ValidUntil { get; private set; } = long.MinValue;

    public long Now => _clockStart + (long)(_cluster.Now * _clockSpeed);

    public bool MayAct => !Crashed && Now < ValidUntil;

    void INodeOutput.Execute(long call, MembershipStatement statement) => _cluster.Execute(this, call, statement);

    void INodeOutput.AskSupport(MemberRow member, SupportRequest request)
    {
        if (_cluster.Find(member) is not { } other || !_cluster.Passes(Place, other.Place))
            return;
        _cluster.In(other, _cluster.Latency(), () =>
        {
            if (other.Node.Received(request, other.Now) is { } answer && _cluster.Passes(other.Place, Place))
                _cluster.In(this, _cluster.Latency(), () => Node.Received(answer, Now));
        });
    }

    void INodeOutput.TableChanged(MembershipTable before, MembershipTable after)
    {
        // Whoever has made it leave; the wish may have been meant for its predecessor.
        if (after.Find(Node.No)?.Status is MemberStatus.Exiting && before.Find(Node.No)?.Status is not MemberStatus.Exiting)
            _cluster.In(this, HandOverMs, () => Node.Depart(Now));
    }

    void INodeOutput.ValidUntil(long timestampMs) => ValidUntil = timestampMs;

    void INodeOutput.Refused(string reason)
    {
    }

    void INodeOutput.Ended(string reason)
    {
        ValidUntil = long.MinValue;

        // As an operator's supervisor does: the system ends and is started anew.
        _cluster.At(_cluster.Random.Next(10, 3000), () =>
        {
            if (!Crashed && _cluster.Current(Place) == this)
                _cluster.Start(Place);
        });
    }

    void INodeOutput.WishRejected(MembershipStatement wish, string reason)
    {
    }
}
