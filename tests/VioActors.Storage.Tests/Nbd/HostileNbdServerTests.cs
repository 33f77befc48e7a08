using System.Net.Sockets;
using VioActors.Storage.Nbd;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Volumes;
using static VioActors.Storage.Tests.Nbd.FakeNbdServer;

namespace VioActors.Storage.Tests.Nbd;

/// <summary>Servers that break the protocol: bounded, answered, and never believed.</summary>
[Trait("Req", "STO-10")]
public sealed class HostileNbdServerTests
{
    private static readonly NbdOptions Once = new()
    {
        AnswerLimit = TimeSpan.FromMinutes(2),
        ReconnectLimit = TimeSpan.Zero,
    };

    public static TheoryData<string, byte[]> Negotiations => new()
    {
        { "no NBD server", [.. "SSH-2.0-OpenSSH_9.2p1 Debian\r\n"u8] },
        { "fixed newstyle", [.. "NBDMAGIC"u8, .. Big(0x420281861253UL), .. new byte[200]] },
        { "fixed newstyle", [.. "NBDMAGICIHAVEOPT"u8, 0, 2] },
        { "answer to an option is none", [.. "NBDMAGICIHAVEOPT"u8, 0, 3, .. new byte[20]] },
        { "at most", [.. "NBDMAGICIHAVEOPT"u8, 0, 3, .. Big(OptionReplyMagic), .. Big(8u), .. Big(1u), .. Big(0xFFFFFFFFu)] },
        { "answer to an option is none", [.. "NBDMAGICIHAVEOPT"u8, 0, 3, .. OptionReply(7, 1, [])] },
        { "no size", [.. Begun(), .. OptionReply(7, 1, [])] },
        { "empty one", [.. Begun(), .. OptionReply(7, 3, [.. new byte[10], 1, 1]), .. OptionReply(7, 1, [])] },
        { "empty one", [.. Begun(), .. OptionReply(7, 3, [0, 0, 0xFF, .. new byte[7], 1, 1]), .. OptionReply(7, 1, [])] },
        { "is cut", [.. Begun(), .. OptionReply(7, 3, [0])] },
        { "wrong length", [.. Begun(), .. OptionReply(7, 3, [0, 0, 1])] },
        { "block sizes", [.. Begun(), .. OptionReply(7, 3, [0, 3, .. Big(3u), .. Big(4096u), .. Big(4096u)])] },
        { "without coming to an end", [.. Begun(), .. Enumerable.Repeat(OptionReply(7, 3, [0, 9]), 64).SelectMany(part => part)] },
        { "TLS", [.. Begun(), .. OptionReply(7, 0x80000005, [.. "use\u001b[31m TLS"u8])] },
        { "closed", [.. "NBDMAGICIHAVEOPT"u8] },
    };

    public static TheoryData<string, Func<ulong, byte[]>> Replies => new()
    {
        { "no known magic", _ => new byte[16] },
        { "not on the wire", cookie => SimpleReply(cookie + 1) },
        { "simple reply", cookie => [.. SimpleReply(cookie), .. new byte[4096]] },
        { "outside", cookie => Data(cookie, 1, 4096, new byte[4096]) },
        { "outside", cookie => Data(cookie, 1, 8191, new byte[4096]) },
        { "outside", cookie => Chunk(cookie, 1, 1, [.. Big(8192UL)], 0xFFFFFFFF) },
        { "more data", cookie => [.. Data(cookie, 0, 8192, new byte[4096]), .. Data(cookie, 1, 8192, new byte[1])] },
        { "left bytes out", cookie => Data(cookie, 1, 8192, new byte[4095]) },
        { "left bytes out", cookie => [.. Data(cookie, 0, 8192, new byte[2048]), .. Data(cookie, 1, 8192, new byte[2048])] },
        { "left bytes out", cookie => Chunk(cookie, 1, 0, []) },
        { "fits nothing", cookie => Chunk(cookie, 1, 1, [.. Big(8192UL)]) },
        { "fits nothing", cookie => Chunk(cookie, 1, 0x8001, [.. Big(5u)]) },
        { "fits nothing", cookie => Chunk(cookie, 1, 0x8001, [], 1_000_000) },
        { "fits nothing", cookie => Chunk(cookie, 1, 77, [1]) },
        { "without a number", cookie => Chunk(cookie, 1, 0x8001, [.. Big(0u), 0, 0]) },
        { "closed", cookie => Data(cookie, 1, 8192, new byte[4096])[..100] },
    };

    [Theory]
    [MemberData(nameof(Negotiations))]
    public async Task A_wrong_negotiation_is_refused_with_the_reason(string reason, byte[] bytes)
    {
        using var server = new FakeNbdServer(stream => SendAndLeaveAsync(stream, bytes));
        var refused = await Assert.ThrowsAsync<IOException>(() => NbdDevice.ConnectAsync(server.Address, Once, TimeProvider.System));
        Assert.Contains(reason, refused.Message);
        Assert.DoesNotContain('\u001b', refused.Message);
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_wrong_reply_ends_the_connection_and_the_read_is_lost(string reason, Func<ulong, byte[]> reply)
    {
        using var server = new FakeNbdServer(async stream =>
        {
            await NegotiateAsync(stream);
            var request = await ReadRequestAsync(stream);
            await SendAndLeaveAsync(stream, reply(request.Cookie));
        });
        using var device = await NbdDevice.ConnectAsync(server.Address, Once, TimeProvider.System);
        var read = await device.ReadAsync(8192, new byte[4096], default);
        Assert.Equal(VolumeStatus.Lost, read.Status);
        Assert.Contains(reason, read.Detail);
    }

    [Fact]
    public async Task Chunks_and_holes_in_any_order_make_one_read()
    {
        var bytes = Rig.Pattern(8192, 1);
        bytes.AsSpan(2048, 1024).Clear();
        using var server = new FakeNbdServer(async stream =>
        {
            await NegotiateAsync(stream);
            var (_, _, cookie, offset, _) = await ReadRequestAsync(stream);
            await SendAsync(
                stream,
                Data(cookie, 0, offset + 3072, bytes[3072..]),
                Chunk(cookie, 0, 2, [.. Big((ulong)offset + 2048), .. Big(1024u)]),
                Data(cookie, 0, offset, bytes[..2048]),
                Chunk(cookie, 1, 0, []));
            await ReadRequestAsync(stream);
        });
        using var device = await NbdDevice.ConnectAsync(server.Address, Once, TimeProvider.System);
        var read = Rig.Pattern(8192, -1);
        Assert.Equal(VolumeResult.Ok, await device.ReadAsync(4096, read, default));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_structured_reply_fails_that_read_only()
    {
        using var server = new FakeNbdServer(async stream =>
        {
            await NegotiateAsync(stream);
            var first = await ReadRequestAsync(stream);
            var text = "bad \u0007sector"u8.ToArray();
            await SendAsync(
                stream,
                Data(first.Cookie, 0, first.Offset, new byte[512]),
                Chunk(first.Cookie, 0, 0x8002, [.. Big(5u), .. Big((ushort)text.Length), .. text, .. Big((ulong)first.Offset + 512)]),
                Chunk(first.Cookie, 1, 0, []));
            var second = await ReadRequestAsync(stream);
            await SendAsync(stream, Data(second.Cookie, 1, second.Offset, Rig.Pattern(512, 2)));
        });
        using var device = await NbdDevice.ConnectAsync(server.Address, Once, TimeProvider.System);
        var failed = await device.ReadAsync(0, new byte[4096], default);
        Assert.Equal(VolumeStatus.ReadError, failed.Status);
        Assert.Contains("\"bad sector\"", failed.Detail);
        var bytes = new byte[512];
        Assert.Equal(VolumeResult.Ok, await device.ReadAsync(0, bytes, default));
        Assert.Equal(Rig.Pattern(512, 2), bytes);
    }

    [Fact]
    public async Task A_write_that_a_hanging_server_has_is_not_sent_again_and_a_read_is()
    {
        var time = new ManualTime();
        var writes = 0;
        using var server = new FakeNbdServer(
            async stream =>
            {
                await NegotiateAsync(stream, structured: false);
                await ReadRequestAsync(stream);
                await ReadRequestAsync(stream);
                await ReadAsync(stream, 1);
            },
            async stream =>
            {
                await NegotiateAsync(stream, structured: false);
                while (true)
                {
                    var (command, _, cookie, _, length) = await ReadRequestAsync(stream);
                    writes += command == 1 ? 1 : 0;
                    await SendAsync(stream, SimpleReply(cookie), command == 0 ? Rig.Pattern((int)length, 3) : []);
                }
            });
        var options = new NbdOptions { AnswerLimit = TimeSpan.FromSeconds(5), ReconnectLimit = TimeSpan.FromHours(1) };
        using var device = await NbdDevice.ConnectAsync(server.Address, options, time);
        var write = device.WriteAsync(0, Rig.Pattern(4096, 1), false, default).AsTask();
        var bytes = new byte[4096];
        var read = device.ReadAsync(4096, bytes, default).AsTask();
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!write.IsCompleted || !read.IsCompleted)
        {
            // The clock is fast until the hanging server is given up; the next one has its time.
            time.Advance(TimeSpan.FromMilliseconds(write.IsCompleted ? 1 : 200));
            await turns.WaitForNextTickAsync();
        }

        var lost = await write;
        Assert.Equal(VolumeStatus.Lost, lost.Status);
        Assert.Contains("may still do it", lost.Detail);
        Assert.Equal(VolumeResult.Ok, await read);
        Assert.Equal(Rig.Pattern(4096, 3), bytes);
        Assert.Equal(0, writes);
        Assert.Equal(2, device.Client.ConnectionCount);
    }

    [Fact]
    public async Task Writes_carry_FUA_unless_the_address_says_that_the_cache_outlives_the_server()
    {
        var seen = new List<(ushort Command, ushort Flags)>();
        using var server = new FakeNbdServer(async stream =>
        {
            await NegotiateAsync(stream);
            while (true)
            {
                var request = await ReadRequestAsync(stream);
                lock (seen)
                    seen.Add((request.Command, request.Flags));
                await SendAsync(stream, Chunk(request.Cookie, 1, 0, []));
            }
        });
        foreach (var writeBack in new[] { false, true })
        {
            using var device = await NbdDevice.ConnectAsync(server.Address with { WriteBack = writeBack }, null, TimeProvider.System);
            Assert.True((await device.WriteAsync(0, new byte[512], false, default)).IsOk);
            Assert.True((await device.WriteAsync(0, new byte[512], true, default)).IsOk);
            Assert.True((await device.ZeroAsync(0, 512, default)).IsOk);
        }

        lock (seen)
        {
            Assert.Equal(
                [(1, 1), (1, 1), (6, 1), (1, 0), (1, 1), (6, 0)],
                seen.Where(one => one.Command != 2).Select(one => ((int)one.Command, (int)one.Flags)));
        }
    }

    private static byte[] Begun() => [.. "NBDMAGICIHAVEOPT"u8, 0, 3, .. OptionReply(8, 1, [])];

    private static async Task SendAndLeaveAsync(NetworkStream stream, byte[] bytes)
    {
        await SendAsync(stream, bytes);
        stream.Socket.Shutdown(SocketShutdown.Send);

        // Until the client has read all and gone, so that no reset takes bytes away from it.
        var rest = new byte[4096];
        while (await stream.ReadAsync(rest) != 0)
        {
        }
    }
}
