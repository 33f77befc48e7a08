using System.Reflection;
using Akka.Actor;
using VioActors.Actors.Cec;
using VioActors.Actors.Lpar;
using VioActors.Scenarios.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;

namespace VioActors.Scenarios.Tests.Machine;

public sealed class ActorTreeScenarios
{
    [Fact]
    [Trait("Req", "SYS-2")]
    public async Task Given_ARunningSystem_Then_TheActorTreeIsTheMachine()
    {
        await using var rig = await DevRig.StartAsync();
        var cec = $"/user/cec-{rig.System.Cec.Serial}";
        var expected = new List<string> { cec, $"{cec}/phyp", $"{cec}/phyp/partitions", $"{cec}/phyp/freezer" };
        var lpar = rig.System.Lpar!;
        expected.Add($"{cec}/lpar-{(await rig.GuestAsync(GetGuestReport.Instance)).Partition}");
        expected.Add($"{expected[^1]}/guest-1");
        foreach (var path in (await rig.GuestAsync(GetGuestReport.Instance)).Paths)
            expected.Add($"{expected[4]}/vscsi-c{path.Slot}");
        foreach (var name in rig.System.Settings.ViosNames)
        {
            var report = await rig.System.ReportOfAsync(name);
            var vios = $"/user/vios-{report.Vios}-{report.Incarnation}";
            expected.AddRange([vios, $"{vios}/daemon", $"{vios}/registration", $"{vios}/dsa", $"{vios}/logical-units",
                $"{vios}/adapters"]);
            expected.AddRange(report.Devices!.Adapters.Select(adapter => $"{vios}/adapters/{adapter.Name}"));
        }

        foreach (var path in expected)
        {
            var actor = await rig.System.System.ActorSelection(path).ResolveOne(TestLimits.Answer);
            Assert.Equal(path, actor.Path.ToStringWithoutAddress());
        }

        Assert.Equal(expected[4], lpar.Path.ToStringWithoutAddress());
    }

    [Fact]
    [Trait("Req", "SYS-6")]
    public void The_CodeOfPartitions_NamesNoTypeOfAVios()
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var types = typeof(CecActor).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith(typeof(LparDefinition).Namespace!, StringComparison.Ordinal) == true).ToList();
        Assert.NotEmpty(types);
        var named = types.SelectMany(type => type.GetFields(All).Select(field => field.FieldType)
            .Concat(type.GetMethods(All).SelectMany(method =>
                method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .Concat(type.GetConstructors(All).SelectMany(made => made.GetParameters().Select(parameter => parameter.ParameterType))));
        Assert.DoesNotContain(named, type => type.FullName?.Contains("VioActors.Actors.Vios", StringComparison.Ordinal) == true);
    }
}
