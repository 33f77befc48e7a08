using Akka.Actor;
using VioActors.Api.Messages;
using VioActors.Api.Objects;
using VioActors.Api.Xml;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Management.Relay;
using VioActors.Management.Tests.Fixtures;

namespace VioActors.Management.Tests.Http;

/// <summary>A request of the VIOS API that another process answers.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private static readonly VioRequest Question = new("q1", new ListObjects(VioObjectKind.Lu));
    private readonly ActorSystem _system = ActorSystem.Create("relay");

    [Fact]
    public async Task An_answer_in_parts_is_put_together()
    {
        var whole = VioXml.Write(VioResponse.Of(new VioFault(VioFaultCode.Busy, null, null, new string('x', 2000), "Wait.")));
        var asked = new List<CallApi>();
        var api = Api(message =>
        {
            if (message is CallApi call)
                asked.Add(call);
            var part = message is GetApiAnswerPart next ? next.Part : 0;
            var size = (whole.Length + 2) / 3;
            var begin = part * size;
            return new ApiAnswerPart(7, 503, part, 3, new FileBytes(whole.AsSpan()[begin..Math.Min(whole.Length, begin + size)]));
        });

        var response = await api.SendAsync(Question, CancellationToken.None);

        Assert.Equal(VioFaultCode.Busy, response.Exception!.Code);
        Assert.Equal(2000, response.Exception.Text.Length);
        Assert.Null(Assert.Single(asked).Token);
        Assert.Equal(Question, VioXml.ReadRequest(asked[0].Request.Memory, XmlLimits.ForRequests));
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public async Task The_view_of_a_large_cluster_comes_in_parts_that_fit_the_network()
    {
        const int Count = 1200;
        await using var rig = await ApiRig.StartAsync(settings => settings with { AnswerTimeout = ApiRig.Limit });
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => rig.AskAsync<object>(new AddNode(new NodeDefinition(
            new VioUuid(new Guid(number + 1, 7, 7, new byte[8])), $"vios{number}{new string('x', 240)}",
            new DrcName(CecId.Parse($"9009.42A.{number:D7}"), new PartitionId(1), null))))));
        var api = await rig.RestartAsHostAsync();

        var all = await api.SendAsync(new VioRequest(null, new ListObjects(VioObjectKind.All)), CancellationToken.None);

        Assert.Null(all.Exception);
        Assert.Equal(Count + 2, all.Objects.OfType<ViosObject>().Count());
        Assert.True(VioXml.Write(all).Length > ApiHostActor.PartBytesMax);
    }

    [Fact]
    public async Task What_is_not_kept_any_more_and_what_cannot_be_is_said_and_not_believed()
    {
        var gone = Api(message => message is CallApi
            ? new ApiAnswerPart(7, 200, 0, 2, new FileBytes("<vio"u8))
            : new Rejected(RejectionCode.NotFound, "The answer is not kept any more; ask again."));
        Assert.Equal(VioFaultCode.Busy, (await gone.SendAsync(Question, CancellationToken.None)).Exception!.Code);

        var endless = Api(_ => new ApiAnswerPart(7, 200, 0, int.MaxValue, new FileBytes([])));
        Assert.Equal(VioFaultCode.Internal, (await endless.SendAsync(Question, CancellationToken.None)).Exception!.Code);

        var other = Api(_ => Ok.Instance);
        var misunderstood = await other.SendAsync(Question, CancellationToken.None);
        Assert.Contains("another version", misunderstood.Exception!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_host_the_caller_is_told_that_nobody_answered()
    {
        var api = new RelayedApi(_system.DeadLetters, TimeSpan.FromMilliseconds(50));

        var response = await api.SendAsync(Question, CancellationToken.None);

        Assert.Equal(VioFaultCode.Timeout, response.Exception!.Code);
        Assert.Contains("show the object", response.Exception.Action, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    private RelayedApi Api(Func<object, object> answer) =>
        new(_system.ActorOf(Props.Create(() => new ScriptedHost(answer))), TimeSpan.FromMinutes(1));

    private sealed class ScriptedHost : ReceiveActor
    {
        public ScriptedHost(Func<object, object> answer) => ReceiveAny(message => Sender.Tell(answer(message)));
    }
}
