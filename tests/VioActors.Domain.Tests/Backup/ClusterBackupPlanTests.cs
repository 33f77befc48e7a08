using VioActors.Domain.Backup;

namespace VioActors.Domain.Tests.Backup;

public class ClusterBackupPlanTests
{
    [Theory]
    [Trait("Req", "CBR-1")]
    [InlineData("daily 00:01 UTC keep 10", BackupFrequency.Daily, 1, 0, "UTC", 10)]
    [InlineData("weekly 6 23:30 Europe/Berlin keep 4", BackupFrequency.Weekly, 1410, 6, "Europe/Berlin", 4)]
    [InlineData("monthly 31 02:00 UTC keep 12", BackupFrequency.Monthly, 120, 31, "UTC", 12)]
    public void A_plan_is_read_as_it_is_written(string text, BackupFrequency frequency, int minute, int day, string zone, int keep)
    {
        var plan = ClusterBackupPlan.Parse(text);

        Assert.Equal((frequency, minute, day, zone, keep), (plan.Frequency, plan.Minute, plan.Day, plan.TimeZone, plan.KeepCount));
        Assert.Equal(text, ClusterBackupPlan.ToText(plan));
    }

    [Fact]
    public void Never_is_a_plan_too()
    {
        Assert.Equal(BackupFrequency.Never, ClusterBackupPlan.Parse("never").Frequency);
        Assert.Equal("never", ClusterBackupPlan.ToText(ClusterBackupPlan.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("hourly 00:01 UTC keep 1")]
    [InlineData("daily 25:00 UTC keep 1")]
    [InlineData("daily 00:01 UTC keep 0")]
    [InlineData("daily 00:01 UTC keep 9999")]
    [InlineData("daily 00:01 UTC last 5")]
    [InlineData("daily 00:01 Atlantis/Center keep 5")]
    [InlineData("weekly 7 00:01 UTC keep 5")]
    [InlineData("monthly 0 00:01 UTC keep 5")]
    [InlineData("weekly x 00:01 UTC keep 5")]
    [InlineData("daily 00:01 UTC keep 5 more")]
    public void What_is_no_plan_is_refused_with_a_sentence(string text)
    {
        var fault = Assert.Throws<FormatException>(() => ClusterBackupPlan.Parse(text));

        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }
}
