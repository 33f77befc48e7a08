namespace VioActors.Interop.Tests.Kills;

/// <summary>The kill tests are worth what their ledger finds.</summary>
public sealed class SectorLedgerTests
{
    private readonly SectorLedger _ledger = new(8);

    [Fact]
    public void A_value_on_the_medium_must_be_there()
    {
        _ledger.Begin(new SectorRange(1, 2), 5);
        _ledger.Reached(new SectorRange(1, 2));

        Assert.Null(_ledger.Check(Content(0, 5, 5)));
        Assert.Contains("sector 2 holds 00", _ledger.Check(Content(0, 5, 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Until_then_the_old_value_or_any_since_may_be_there(byte found, bool isRight)
    {
        _ledger.Begin(new SectorRange(0, 1), 5);
        _ledger.Begin(new SectorRange(0, 1), 6);

        Assert.Equal(isRight, _ledger.Check(Content(found)) is null);
    }

    [Fact]
    public void What_was_found_must_stay()
    {
        _ledger.Begin(new SectorRange(0, 1), 5);
        Assert.Null(_ledger.Check(Content(5)));

        Assert.NotNull(_ledger.Check(Content(0)));
    }

    [Fact]
    public void A_torn_sector_is_found()
    {
        _ledger.Begin(new SectorRange(0, 1), 5);
        var content = Content(0);
        content[511] = 5;

        Assert.Contains("torn", _ledger.Check(content), StringComparison.Ordinal);
    }

    private static byte[] Content(params byte[] sectors) =>
        [.. sectors.SelectMany(value => Enumerable.Repeat(value, SectorRange.SectorBytes))];
}
