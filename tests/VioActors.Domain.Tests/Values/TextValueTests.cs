using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Values;

public class TextValueTests
{
    [Theory]
    [Trait("Req", "SYS-3")]
    [InlineData("9117.MMA.10F6E2B-V2-C11", 2, 11)]
    [InlineData("8286.41A.21E8A5V-V65535-C0", 65535, 0)]
    [InlineData("9117.MMA.10F6E2B-V1", 1, null)]
    public void A_DRC_name_reads_into_its_parts_and_back(string text, int partition, int? slot)
    {
        var drc = DrcName.Parse(text);

        Assert.Equal(text[..text.IndexOf('-', StringComparison.Ordinal)], drc.Cec.ToString());
        Assert.Equal(partition, drc.Partition.Value);
        Assert.Equal(slot, drc.Slot?.Value);
        Assert.Equal(text, drc.ToString());
    }

    [Theory]
    [Trait("Req", "SYS-3")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("9117.MMA.10F6E2B")]
    [InlineData("9117.MMA.10F6E2B-V0")]
    [InlineData("9117.MMA.10F6E2B-V02")]
    [InlineData("9117.MMA.10F6E2B-V2-C011")]
    [InlineData("9117.MMA.10F6E2B-V2-C70000")]
    [InlineData("9117.MMA.10F6E2B-V2-C11-T1")]
    [InlineData("9117.MMA.10f6e2b-V2")]
    [InlineData("9117-MMA.10F6E2B-V2")]
    [InlineData("9117.MMA.10F6E2B-V 2")]
    public void A_text_that_is_no_DRC_name_is_refused_with_an_example(string? text)
    {
        Assert.False(DrcName.TryParse(text, out var value, out var problem));

        Assert.Null(value);
        Assert.Contains("9117.MMA.10F6E2B-V2-C11", problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => DrcName.Parse(text));
    }

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("4096", 4096, "4K")]
    [InlineData("4097", 4097, "4097")]
    [InlineData("10G", 10L << 30, "10G")]
    [InlineData("10 GiB", 10L << 30, "10G")]
    [InlineData("1536mb", 1536L << 20, "1536M")]
    [InlineData("7E", 7L << 60, "7E")]
    public void A_size_reads_with_units_and_writes_the_largest_that_divides_it(string text, long bytes, string written)
    {
        var size = ByteSize.Parse(text);

        Assert.Equal(bytes, size.Bytes);
        Assert.Equal(written, size.ToString());
        Assert.Equal(size, ByteSize.Parse(size.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("-1")]
    [InlineData("1.5G")]
    [InlineData("10X")]
    [InlineData("8E")]
    [InlineData("99999999999999999999")]
    public void A_text_that_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _, out _));

    [Theory]
    [InlineData("iqn.1993-08.org.debian:01:ABC", "iqn.1993-08.org.debian:01:abc")]
    [InlineData("iqn.2026-01.org.example", "iqn.2026-01.org.example")]
    [InlineData("eui.02004567A425678D", "eui.02004567a425678d")]
    [InlineData("naa.52004567BA64678D", "naa.52004567ba64678d")]
    public void An_iSCSI_name_is_kept_in_its_normal_form(string text, string normal) =>
        Assert.Equal(normal, InitiatorName.Parse(text).Value);

    [Theory]
    [InlineData("iqn.1993-13.org.debian:01")]
    [InlineData("iqn.93-08.org.debian:01")]
    [InlineData("iqn.1993-08.")]
    [InlineData("iqn.1993-08.org.debian:a b")]
    [InlineData("eui.0200")]
    [InlineData("naa.52004567ba64678z")]
    [InlineData("host1")]
    public void A_text_that_is_no_iSCSI_name_is_refused(string text) => Assert.False(InitiatorName.TryParse(text, out _, out _));

    [Fact]
    public void An_iSCSI_name_longer_than_223_characters_is_refused() =>
        Assert.False(InitiatorName.TryParse("iqn.2026-01.org.example:" + new string('a', 200), out _, out _));

    [Theory]
    [InlineData("vhost0", "vhost", 0)]
    [InlineData("vfchost12", "vfchost", 12)]
    public void An_adapter_name_has_a_kind_and_a_number(string text, string prefix, int number)
    {
        var name = AdapterName.Parse(text);

        Assert.Equal((prefix, number), (name.Prefix, name.Number));
        Assert.Equal(name, AdapterName.Of(prefix, number));
    }

    [Theory]
    [InlineData("vhost")]
    [InlineData("vhost01")]
    [InlineData("0")]
    [InlineData("Vhost0")]
    [InlineData("vhost0000000000")]
    public void A_text_that_is_no_adapter_name_is_refused(string text) => Assert.False(AdapterName.TryParse(text, out _, out _));

    [Theory]
    [InlineData("c0507601a2b30004")]
    [InlineData("C0:50:76:01:A2:B3:00:04")]
    public void A_WWPN_reads_with_and_without_colons(string text) => Assert.Equal(0xc0507601a2b30004, Wwpn.Parse(text).Value);

    [Theory]
    [InlineData("lpar:9117.MMA.10F6E2B/5")]
    [InlineData("iscsi:iqn.2026-01.org.example:host1")]
    public void A_client_key_reads_back(string text) => Assert.Equal(text, ClientKey.Parse(text).ToString());

    [Theory]
    [InlineData("lpar:9117.MMA.10F6E2B")]
    [InlineData("lpar:9117.MMA.10F6E2B/0")]
    [InlineData("iscsi:host1")]
    [InlineData("")]
    public void A_text_that_is_no_client_key_is_refused(string text) => Assert.False(ClientKey.TryParse(text, out _, out _));

    [Fact]
    public void A_logical_unit_id_is_its_NAA_designator()
    {
        var lu = LuUdid.From(new Guid("ffffffff-ffff-ffff-0123-456789abcdef"));

        Assert.Equal("6025641fffffffff0123456789abcdef", lu.ToString());
        Assert.Equal(Convert.FromHexString(lu.ToString()), lu.ToNaa());
        Assert.Equal(lu, LuUdid.Parse(lu.ToString()));
        Assert.Equal(0x6, lu.ToNaa()[0] >> 4);
    }

    [Theory]
    [InlineData("5025641fffffffff0123456789abcdef")]
    [InlineData("6025641fffffffff0123456789abcde")]
    [InlineData("6025641fffffffff0123456789abcdeg")]
    public void A_text_that_is_no_logical_unit_id_is_refused(string text) => Assert.False(LuUdid.TryParse(text, out _, out _));

    [Theory]
    [InlineData("pool 0")]
    [InlineData("-pool")]
    [InlineData("")]
    [InlineData(null)]
    public void A_pool_name_has_letters_digits_and_three_signs(string? text) => Assert.False(PoolName.TryParse(text, out _, out _));

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.False(PartitionId.TryParse("0", out _, out _));
        Assert.False(LunNumber.TryParse("16384", out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlotNumber(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteSize(-1));
    }

    [Fact]
    [Trait("Req", "SYS-4")]
    public void A_VIOS_UUID_is_not_all_zero()
    {
        Assert.False(VioUuid.TryParse(Guid.Empty.ToString(), out _, out _));
        Assert.Equal("0000004d-0000-0000-0000-000000000001", VioUuid.Parse("0000004D000000000000000000000001").ToString());
    }
}
