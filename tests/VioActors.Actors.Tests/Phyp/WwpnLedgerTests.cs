using VioActors.Actors.Phyp;
using VioActors.Domain.Npiv;

namespace VioActors.Actors.Tests.Phyp;

/// <summary>The record of given WWPNs beside the database.</summary>
[Trait("Req", "NPV-2")]
public sealed class WwpnLedgerTests : IDisposable
{
    private static readonly WwpnPrefix Prefix = WwpnPrefix.Parse("c0507601a2b3");
    private static readonly WwpnPrefix Other = WwpnPrefix.Parse("c0507601a2b4");
    private readonly string _folder = Directory.CreateTempSubdirectory("vio-wwpn-").FullName;

    private string FilePath => Path.Combine(_folder, "wwpn.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_given_is_known_after_a_restart_for_each_prefix()
    {
        var ledger = WwpnLedgerFile.Open(FilePath, Prefix);
        Assert.Equal(new WwpnSource(Prefix, 0), ledger.Source);
        ledger.Raise(2);
        ledger.Raise(4);
        ledger.Raise(3);

        WwpnLedgerFile.Open(FilePath, Other).Raise(10);

        Assert.Equal(new WwpnSource(Prefix, 4), WwpnLedgerFile.Open(FilePath, Prefix).Source);
        Assert.Equal(new WwpnSource(Other, 10), WwpnLedgerFile.Open(FilePath, Other).Source);
    }

    [Theory]
    [InlineData("c0507601a2b3")]
    [InlineData("c0507601a2b3 -1")]
    [InlineData("c0507601a2b3 65537")]
    [InlineData("50507601a2b3 4")]
    [InlineData("c0507601a2b3 4 5")]
    [InlineData("")]
    public void A_damaged_file_is_refused_by_name(string line)
    {
        File.WriteAllText(FilePath, $"{line}\n");

        var refused = Assert.Throws<IOException>(() => WwpnLedgerFile.Open(FilePath, Prefix));

        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_stored_is_not_given()
    {
        var ledger = WwpnLedgerFile.Open(Path.Combine(_folder, "gone", "wwpn.txt"), Prefix);

        Assert.ThrowsAny<IOException>(() => ledger.Raise(2));
    }
}
