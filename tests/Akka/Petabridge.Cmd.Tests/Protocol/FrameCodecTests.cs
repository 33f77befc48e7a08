using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Tests.Protocol;

public sealed class FrameCodecTests
{
    private static readonly WirePalette Palette = new("msg",
    [
        new WireCommand("write", "Writes.",
        [
            new WireArgument("message", "the text", true, ["-m", "-M"], []),
            new WireArgument("since", "", false, ["-s"], ["5m"]),
        ]),
        new WireCommand("view", "", []),
    ]);

    public static TheoryData<string> GoldenFrames => new(Golden.Keys);

    // The protocol is a contract between programs of different age: these bytes never change for version 1.
    private static Dictionary<string, (Frame Frame, string Hex)> Golden { get; } = new()
    {
        ["hello"] = (new HelloFrame(1, 1, "pbm"), "00000010 01 50424d57 0001 0001 00000003 70626d"),
        ["execute"] = (
            new ExecuteFrame(7, [new CommandToken("a", false), new CommandToken("b c", true)]),
            "00000015 02 00000007 0002 00 00000001 61 01 00000003 622063"),
        ["cancel"] = (new CancelFrame(0xffffffff), "00000005 03 ffffffff"),
        ["ping"] = (new PingFrame(), "00000001 04"),
        ["welcome"] = (new WelcomeFrame(1, "BLUE", 4), "00000011 81 50424d57 0001 00000004 424c5545 0004"),
        ["output"] = (new OutputFrame(7, OutputFlags.Final | OutputFlags.Error, "é"), "0000000c 83 00000007 03 00000002 c3a9"),
        ["goodbye"] = (new GoodbyeFrame(""), "00000005 84 00000000"),
        ["pong"] = (new PongFrame(), "00000001 85"),
    };

    [Theory]
    [MemberData(nameof(GoldenFrames))]
    public void Frames_have_their_documented_bytes(string name)
    {
        var (frame, hex) = Golden[name];
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.Equal(bytes, FrameCodec.Encode(frame));
        Assert.Equivalent(frame, FrameCodec.Decode(bytes.AsSpan(4)), strict: true);
    }

    [Fact]
    public void A_palette_survives_the_wire()
    {
        var decoded = Assert.IsType<PaletteFrame>(FrameCodec.Decode(FrameCodec.Encode(new PaletteFrame(Palette)).AsSpan(4)));

        Assert.Equivalent(Palette, decoded.Palette, strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7f")]
    [InlineData("0400")]
    [InlineData("03 000000")]
    [InlineData("01 00000000 0001 0001 00000000")]
    [InlineData("02 00000001 ffff")]
    [InlineData("02 00000001 0001 02 00000000")]
    [InlineData("02 00000001 0001 00 ffffffff")]
    [InlineData("02 00000001 0001 00 7fffffff 61")]
    [InlineData("83 00000001 10 00000000")]
    [InlineData("84 00000001 ff")]
    [InlineData("82 00000001 61 ffff")]
    [InlineData("81 50424d57 0001 00000000 ffff")]
    public void Malformed_frames_are_refused(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.Throws<WireViolationException>(() => FrameCodec.Decode(bytes));
    }

    [Fact]
    public void Any_cut_or_flipped_byte_gives_a_frame_or_a_violation_and_nothing_else()
    {
        var random = new Random(20260501);
        var valid = FrameCodec.Encode(new PaletteFrame(Palette)).AsSpan(4).ToArray();
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = valid[..random.Next(1, valid.Length + 1)].ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.NotNull(FrameCodec.Decode(bytes));
            }
            catch (WireViolationException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 5_000);
    }

    [Fact]
    public void A_request_beyond_its_limit_is_not_encoded()
    {
        var tooLong = new ExecuteFrame(1, [new CommandToken(new string('x', WireLimits.RequestBytesMax), false)]);

        Assert.Throws<ArgumentException>(() => FrameCodec.Encode(tooLong));
    }
}
