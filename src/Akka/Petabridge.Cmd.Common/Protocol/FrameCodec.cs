namespace Petabridge.Cmd.Protocol;

/// <summary>Frames to bytes and back; the layout is in the README of Petabridge.Cmd.Host. Pure, thread-safe.</summary>
internal static class FrameCodec
{
    /// <returns>The frame with its length in front.</returns>
    /// <exception cref="ArgumentException">The frame is longer than its direction allows.</exception>
    internal static byte[] Encode(Frame frame)
    {
        var writer = new FrameWriter(frame.Kind);
        switch (frame)
        {
            case HelloFrame hello:
                writer.WriteUInt32(WireLimits.Magic);
                writer.WriteUInt16(hello.VersionMin);
                writer.WriteUInt16(hello.VersionMax);
                writer.WriteString(hello.Agent);
                break;
            case ExecuteFrame execute:
                writer.WriteUInt32(execute.Id);
                writer.WriteUInt16(execute.Tokens.Count);
                foreach (var token in execute.Tokens)
                {
                    writer.WriteBoolean(token.Quoted);
                    writer.WriteString(token.Text);
                }

                break;
            case CancelFrame cancel:
                writer.WriteUInt32(cancel.Id);
                break;
            case WelcomeFrame welcome:
                writer.WriteUInt32(WireLimits.Magic);
                writer.WriteUInt16(welcome.Version);
                writer.WriteString(welcome.Server);
                writer.WriteUInt16(welcome.PaletteCount);
                break;
            case PaletteFrame palette:
                PaletteCodec.Write(writer, palette.Palette);
                break;
            case OutputFrame output:
                writer.WriteUInt32(output.Id);
                writer.WriteByte((byte)output.Flags);
                writer.WriteString(output.Text);
                break;
            case GoodbyeFrame goodbye:
                writer.WriteString(goodbye.Reason);
                break;
        }

        return writer.ToFrame((byte)frame.Kind < 0x80 ? WireLimits.RequestBytesMax : WireLimits.ReplyBytesMax);
    }

    /// <param name="bytes">The frame without its length.</param>
    /// <exception cref="WireViolationException">The bytes are no frame.</exception>
    internal static Frame Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new FrameReader(bytes);
        var kind = (FrameKind)reader.ReadByte();
        Frame frame = kind switch
        {
            FrameKind.Hello => ReadHello(ref reader),
            FrameKind.Execute => ReadExecute(ref reader),
            FrameKind.Cancel => new CancelFrame(reader.ReadUInt32()),
            FrameKind.Ping => new PingFrame(),
            FrameKind.Welcome => ReadWelcome(ref reader),
            FrameKind.Palette => new PaletteFrame(PaletteCodec.Read(ref reader)),
            FrameKind.Output => ReadOutput(ref reader),
            FrameKind.Goodbye => new GoodbyeFrame(reader.ReadString()),
            FrameKind.Pong => new PongFrame(),
            _ => throw new WireViolationException($"There is no frame of kind 0x{(byte)kind:x2}."),
        };
        reader.End();
        return frame;
    }

    private static HelloFrame ReadHello(ref FrameReader reader)
    {
        CheckMagic(ref reader);
        return new HelloFrame(reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadString());
    }

    private static WelcomeFrame ReadWelcome(ref FrameReader reader)
    {
        CheckMagic(ref reader);
        var welcome = new WelcomeFrame(reader.ReadUInt16(), reader.ReadString(), reader.ReadUInt16());
        return welcome.PaletteCount <= WireLimits.PalettesMax
            ? welcome
            : throw new WireViolationException($"{welcome.PaletteCount} palettes are more than {WireLimits.PalettesMax}.");
    }

    private static void CheckMagic(ref FrameReader reader)
    {
        if (reader.ReadUInt32() != WireLimits.Magic)
        {
            throw new WireViolationException("The first frame does not start a pbm conversation.");
        }
    }

    private static ExecuteFrame ReadExecute(ref FrameReader reader)
    {
        var id = reader.ReadUInt32();
        var tokens = new CommandToken[reader.ReadCount(WireLimits.TokensMax, itemBytesMin: 5)];
        for (var i = 0; i < tokens.Length; i++)
        {
            var quoted = reader.ReadBoolean();
            tokens[i] = new CommandToken(reader.ReadString(), quoted);
        }

        return new ExecuteFrame(id, tokens);
    }

    private static OutputFrame ReadOutput(ref FrameReader reader)
    {
        var id = reader.ReadUInt32();
        var flags = (OutputFlags)reader.ReadByte();
        const OutputFlags All = OutputFlags.Final | OutputFlags.Error | OutputFlags.Cancelled | OutputFlags.Continued;
        return (flags & ~All) == 0
            ? new OutputFrame(id, flags, reader.ReadString())
            : throw new WireViolationException($"The output flags 0x{(byte)flags:x2} are not known.");
    }
}
