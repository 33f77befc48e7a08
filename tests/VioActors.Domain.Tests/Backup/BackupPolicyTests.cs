using System.Globalization;
using VioActors.Domain.Backup;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Backup;

public class BackupPolicyTests
{
    [Theory]
    [Trait("Req", "BR-4")]
    [InlineData(BackupFrequency.Daily, "00:01", 0, "UTC", "2026-03-10T00:00:59Z", "2026-03-10T00:01:00Z")]
    [InlineData(BackupFrequency.Daily, "00:01", 0, "UTC", "2026-03-10T00:01:00Z", "2026-03-11T00:01:00Z")]
    [InlineData(BackupFrequency.Daily, "00:01", 0, "Europe/Berlin", "2026-01-10T12:00:00Z", "2026-01-10T23:01:00Z")]
    [InlineData(BackupFrequency.Weekly, "22:00", 0, "UTC", "2026-03-10T00:00:00Z", "2026-03-15T22:00:00Z")]
    [InlineData(BackupFrequency.Weekly, "22:00", 2, "UTC", "2026-03-10T22:00:00Z", "2026-03-17T22:00:00Z")]
    [InlineData(BackupFrequency.Monthly, "03:00", 31, "UTC", "2026-02-01T00:00:00Z", "2026-02-28T03:00:00Z")]
    [InlineData(BackupFrequency.Monthly, "03:00", 31, "UTC", "2026-02-28T03:00:00Z", "2026-03-31T03:00:00Z")]
    [InlineData(BackupFrequency.Monthly, "00:00", 1, "Asia/Tokyo", "2026-12-31T15:00:00Z", "2027-01-31T15:00:00Z")]
    // 02:30 is left out on 29 March and comes twice on 25 October.
    [InlineData(BackupFrequency.Daily, "02:30", 0, "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData(BackupFrequency.Daily, "02:30", 0, "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData(BackupFrequency.Daily, "02:30", 0, "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    public void The_next_backup_is_due_at_the_time_of_day_of_its_zone(
        BackupFrequency frequency, string time, int day, string zone, string after, string expected)
    {
        var policy = BackupPolicy.Default with
        {
            Frequency = frequency,
            Minute = (int)TimeOnly.Parse(time, CultureInfo.InvariantCulture).ToTimeSpan().TotalMinutes,
            Day = day,
            TimeZone = zone,
        };

        Assert.Null(policy.FindFault());
        Assert.Equal(At(expected), policy.NextAfter(At(after)));
    }

    [Fact]
    public void Without_a_frequency_none_is_due() => Assert.Null(BackupPolicy.Default.NextAfter(At("2026-01-01T00:00:00Z")));

    public static TheoryData<string> Wrong => ["minute", "weekday", "day", "keep", "zone", "label", "place", "frequency"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_plan_that_cannot_be_is_refused_with_the_reason(string what)
    {
        var policy = BackupPolicy.Default;
        policy = what switch
        {
            "minute" => policy with { Minute = 1440 },
            "weekday" => policy with { Frequency = BackupFrequency.Weekly, Day = 7 },
            "day" => policy with { Frequency = BackupFrequency.Monthly, Day = 0 },
            "keep" => policy with { KeepCount = 0 },
            "zone" => policy with { TimeZone = "Moon/Tycho" },
            "label" => policy with { Label = "../x" },
            "place" => policy with { Place = BackupPlaceKind.Unspecified },
            _ => policy with { Frequency = (BackupFrequency)9 },
        };

        Assert.EndsWith(".", policy.FindFault(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Req", "BR-3")]
    [InlineData("viosbr.9117.MMA.10F6E2B-V1.0007.tar.gz")]
    [InlineData("nightly_1.9117.MMA.10F6E2B-V65535.123456.tar.gz")]
    [InlineData("viosbr.my.cluster-1.0001.zip")]
    public void A_file_name_has_the_place_of_the_VIOS_and_the_version_number(string text) =>
        Assert.Equal(text, BackupFileName.Parse(text).ToString());

    [Theory]
    [InlineData("viosbr.9117.MMA.10F6E2B-V1.7.tar.gz")]
    [InlineData("viosbr.9117.MMA.10F6E2B-V1.0000.tar.gz")]
    [InlineData("viosbr.9117.MMA.10F6E2B-V1-C3.0007.tar.gz")]
    [InlineData("../viosbr.9117.MMA.10F6E2B-V1.0007.tar.gz")]
    [InlineData("a/b.9117.MMA.10F6E2B-V1.0007.tar.gz")]
    [InlineData(".9117.MMA.10F6E2B-V1.0007.tar.gz")]
    [InlineData("viosbr.9117.MMA.10F6E2B-V1.0007.tar.gz.part")]
    [InlineData("viosbr.dev.zip")]
    [InlineData("viosbr..0001.zip")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_file_name_is_refused(string? text) => Assert.False(BackupFileName.TryParse(text, out _, out _));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
