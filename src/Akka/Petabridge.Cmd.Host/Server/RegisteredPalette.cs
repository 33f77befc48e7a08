using Petabridge.Cmd.Protocol;

namespace Petabridge.Cmd.Host.Server;

/// <summary>A registered palette with its wire form and the frame that clients receive. Immutable, thread-safe.</summary>
internal sealed record RegisteredPalette(CommandPaletteHandler Handler, WirePalette Wire, byte[] Frame)
{
    internal string Module => Wire.Module;

    /// <exception cref="ArgumentException">The palette is too large to send.</exception>
    internal static RegisteredPalette From(CommandPaletteHandler handler)
    {
        var wire = new WirePalette(handler.Palette.ModuleName, [.. handler.Palette.Commands.Select(ToWire)]);
        return new RegisteredPalette(handler, wire, FrameCodec.Encode(new PaletteFrame(wire)));
    }

    private static WireCommand ToWire(CommandDefinition command) => new(
        command.Name,
        command.Description,
        [.. command.Arguments.Select(a => new WireArgument(a.Name, a.Description, a.IsMandatory, a.Switch, a.DefaultValues))]);
}
