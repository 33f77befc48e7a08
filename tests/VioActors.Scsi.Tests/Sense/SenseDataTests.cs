using System.Reflection;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Sense;

/// <summary>Sense data as bytes (SPC-4 clause 4.5).</summary>
public sealed class SenseDataTests
{
    [Fact]
    public void Fixed_format() => Assert.Equal(
        "700005000000000A00000000240000000000",
        Hex.Text(new SenseData(SenseCodes.InvalidFieldInCdb).Encode(false)));

    [Fact]
    public void Fixed_format_with_information_and_field_pointer() => Assert.Equal(
        "F000050000ABCD0A000000002600008B0108",
        Hex.Text(new SenseData(SenseCodes.InvalidFieldInParameterList, 0xABCD, FieldPointer.Parameter(0x108, 3)).Encode(false)));

    [Fact]
    public void Descriptor_format() => Assert.Equal(
        "720527" + "0700000000",
        Hex.Text(new SenseData(SenseCodes.SpaceAllocationFailed with { Key = SenseKey.IllegalRequest }).Encode(true)));

    [Fact]
    public void Descriptor_format_with_both_descriptors() => Assert.Equal(
        "7205240000000014" + "000A8000" + "0000000100000000" + "02060000" + "C0000200",
        Hex.Text(new SenseData(SenseCodes.InvalidFieldInCdb, 0x1_0000_0000, FieldPointer.Cdb(2)).Encode(true)));

    [Fact]
    public void Information_that_does_not_fit_is_not_valid_in_fixed_format()
    {
        var sense = new SenseData(SenseCodes.MiscompareDuringVerify, 0x1_0000_0000).Encode(false);
        Assert.Equal(0x70, sense[0]);
        Assert.Equal(new byte[4], sense[3..7]);
    }

    [Fact]
    public void The_table_names_each_code_once()
    {
        var fields = typeof(SenseCodes).GetFields(BindingFlags.Public | BindingFlags.Static);
        var codes = fields.Select(field => (SenseCode)field.GetValue(null)!).ToArray();
        Assert.Equal(codes.Length, codes.DistinctBy(code => (code.Key, code.Asc, code.Ascq)).Count());
        Assert.All(codes, code => Assert.False(string.IsNullOrWhiteSpace(code.Name)));
        Assert.Equal("05/24/00 INVALID FIELD IN CDB", SenseCodes.InvalidFieldInCdb.ToString());
    }

    [Fact]
    public void Every_backend_failure_has_a_code_or_is_a_status_of_its_own()
    {
        BackendResult[] statuses = [BackendResult.Ok, BackendResult.ReservationConflict];
        foreach (var result in Enum.GetValues<BackendResult>().Except(statuses))
        {
            Assert.NotEqual(SenseKey.NoSense, BackendSense.CodeOf(result).Key);
        }

        Assert.All(statuses, result => Assert.Throws<ArgumentOutOfRangeException>(() => BackendSense.CodeOf(result)));
    }
}
