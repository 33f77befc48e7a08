using Akka.Configuration;
using VioActors.Actors.Settings;
using VioActors.Actors.Tests.Fixtures;

namespace VioActors.Actors.Tests.Settings;

public sealed class VioActorsSettingsTests
{
    [Fact]
    public void TheShippedDefaults_AreValid()
    {
        var settings = VioActorsSettings.Read(TestConfigurations.Product);
        Assert.Equal(["vios1", "vios2"], settings.ViosNames);
        Assert.Equal((TimeSpan.FromSeconds(5), 5), (settings.Registration.AnswerTimeout, settings.Registration.RetryCountMax));
        Assert.Equal(1 << 20, settings.Pool.ChunkSizeBytes);
        Assert.Equal([8L << 30, 8L << 30], settings.Pool.PhysicalVolumes.Select(pv => pv.SizeBytes));
        Assert.Equal(new LogicalUnitSettings("lu2", 10L << 30, "client2"), settings.LogicalUnits[1]);
        Assert.Equal(Path.GetFullPath("./data"), settings.DataDirectory);
    }

    [Fact]
    public void EveryFault_IsNamedAtOnce_WithItsKeyAndWhatIsAllowed()
    {
        var refused = Refuse("""
            vio-actors {
              vios = []
              registration { answer-timeout = soon, retry-count-max = -1 }
              iscsi { port-first = 70000 }
              pool { chunk-size = 1KiB, physical-volumes = [{ name = pv1, size = 1MiB }, { size = 20MiB }] }
              lpar { enabled = perhaps }
            }
            """);
        string[] keys =
        [
            "vio-actors.vios has 0 entries", "vio-actors.registration.answer-timeout cannot be read",
            "vio-actors.registration.retry-count-max is -1", "vio-actors.iscsi.port-first is 70000",
            "vio-actors.pool.chunk-size is 1024 bytes", "vio-actors.pool.physical-volumes[0].size is 1048576 bytes",
            "vio-actors.pool.physical-volumes[1].name is missing", "vio-actors.lpar.enabled cannot be read",
        ];
        Assert.All(keys, key => Assert.Contains(refused.Faults, fault => fault.StartsWith(key, StringComparison.Ordinal)));
        Assert.Equal(keys.Length, refused.Faults.Count);
        Assert.All(refused.Faults, fault => Assert.Contains(fault, refused.Message, StringComparison.Ordinal));
        Assert.Contains("allowed is 0 to 65500", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data-directory = \"\"", "vio-actors.data-directory is ''")]
    [InlineData("pool.chunk-size = 100KiB", "vio-actors.pool.chunk-size is 102400 bytes")]
    [InlineData("pool.name = \"a/b\"", "vio-actors.pool.name is 'a/b'")]
    [InlineData("cluster.name = \"two words\"", "vio-actors.cluster.name is 'two words'")]
    [InlineData("vios = [same, same]", "vio-actors.vios has 'same' more than once")]
    [InlineData("logical-units = [{name=l,size=1MiB,client=a},{name=l,size=1MiB,client=b}]",
        "vio-actors.logical-units has 'l' more than once")]
    [InlineData("iscsi.queue-depth-max = 0", "vio-actors.iscsi.queue-depth-max is 0")]
    [InlineData("lpar.rate = fast", "vio-actors.lpar.rate cannot be read")]
    public void AFault_IsASentenceThatNamesTheKey(string assignment, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Refuse($"vio-actors {{ {assignment} }}").Faults), StringComparison.Ordinal);

    [Fact]
    public void AnEmptyConfiguration_NamesEveryMissingKey_InsteadOfFailingAtTheFirst()
    {
        var refused = Assert.Throws<SettingsException>(() => VioActorsSettings.Read(ConfigurationFactory.ParseString("other = 1")));
        Assert.Contains(refused.Faults, fault => fault.StartsWith("vio-actors.data-directory is missing", StringComparison.Ordinal));
        Assert.Contains(refused.Faults, fault =>
            fault.StartsWith("vio-actors.storage-path.probe-interval is missing", StringComparison.Ordinal));
    }

    private static SettingsException Refuse(string overrides) => Assert.Throws<SettingsException>(
        () => VioActorsSettings.Read(ConfigurationFactory.ParseString(overrides).WithFallback(TestConfigurations.Product)));
}
