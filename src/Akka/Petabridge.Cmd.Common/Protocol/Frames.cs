namespace Petabridge.Cmd.Protocol;

/// <summary>The first payload byte of a frame. Client to host below 0x80, host to client above.</summary>
internal enum FrameKind : byte
{
    Hello = 0x01,
    Execute = 0x02,
    Cancel = 0x03,
    Ping = 0x04,
    Welcome = 0x81,
    Palette = 0x82,
    Output = 0x83,
    Goodbye = 0x84,
    Pong = 0x85,
}

internal abstract record Frame(FrameKind Kind);

/// <summary>Opens the conversation; sent once, first.</summary>
internal sealed record HelloFrame(ushort VersionMin, ushort VersionMax, string Agent) : Frame(FrameKind.Hello);

/// <summary>Runs a command. Answered by output frames with the same id, the last of them final.</summary>
internal sealed record ExecuteFrame(uint Id, IReadOnlyList<CommandToken> Tokens) : Frame(FrameKind.Execute);

/// <summary>Stops a running command. Answered by its final output frame; no effect when that was sent already.</summary>
internal sealed record CancelFrame(uint Id) : Frame(FrameKind.Cancel);

/// <summary>Says that the client is alive; answered by <see cref="PongFrame"/>.</summary>
internal sealed record PingFrame() : Frame(FrameKind.Ping);

/// <summary>Answers hello: the version both speak, and how many palette frames follow.</summary>
internal sealed record WelcomeFrame(ushort Version, string Server, ushort PaletteCount) : Frame(FrameKind.Welcome);

internal sealed record PaletteFrame(WirePalette Palette) : Frame(FrameKind.Palette);

internal sealed record OutputFrame(uint Id, OutputFlags Flags, string Text) : Frame(FrameKind.Output);

/// <summary>The host's last frame on a connection: why it ends.</summary>
internal sealed record GoodbyeFrame(string Reason) : Frame(FrameKind.Goodbye);

internal sealed record PongFrame() : Frame(FrameKind.Pong);

[Flags]
internal enum OutputFlags : byte
{
    None = 0,

    /// <summary>The command has ended. With an empty text there is no further line.</summary>
    Final = 1,

    /// <summary>The text is an error.</summary>
    Error = 2,

    /// <summary>The command ended because the client cancelled it. Only with <see cref="Final"/>.</summary>
    Cancelled = 4,

    /// <summary>The text goes on in the next frame of the same id, with no line end between. Never with <see cref="Final"/>.</summary>
    Continued = 8,
}
