using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>Ties a palette to the actor that runs its commands. Registered once, with
/// <see cref="PetabridgeCmd.RegisterCommandPalette"/>.</summary>
public abstract class CommandPaletteHandler
{
    protected CommandPaletteHandler(CommandPalette palette)
    {
        ArgumentNullException.ThrowIfNull(palette);
        Palette = palette;
    }

    public CommandPalette Palette { get; }

    /// <summary>The handler actor; one is made for every client connection, below the client's actor, and stops with it.</summary>
    public abstract Props HandlerProps { get; }

    /// <summary>Called once at registration, before the first use of <see cref="HandlerProps"/>: the place to start actors that all
    /// clients share.</summary>
    public virtual void OnRegister(PetabridgeCmd plugin)
    {
    }
}
