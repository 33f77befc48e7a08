using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Pbm.Palettes;

namespace VioActors.Pbm.Relay;

/// <summary>
/// Runs commands about this process's VIOS for administrators who are connected to another process. One for each process of a cluster,
/// under <see cref="Name"/>; a palette's handler is its child and is restarted alone.
/// <para>Guarantee: a command is handed to its palette at most once. Gap: an answer that is lost leaves the asker without knowing whether
/// the command ran; it says so.</para>
/// </summary>
public sealed class CommandRelayActor : ReceiveActor
{
    public const string Name = "command-relay";

    /// <summary>More than any command takes; what exceeds it was not typed.</summary>
    private const int WordCountMax = 64;

    private readonly Dictionary<string, VioPalette> _palettes;

    /// <param name="context">What the commands work on; its <see cref="PbmContext.Elsewhere"/> is not asked, so nothing goes in
    /// circles.</param>
    public CommandRelayActor(PbmContext context)
    {
        var here = context with { Elsewhere = NoViosElsewhere.Instance, PartsElsewhere = NoPartsElsewhere.Instance };
        _palettes = VioPalette.All(here).ToDictionary(palette => palette.Palette.ModuleName);
        Receive<RunCommand>(run => Hand(run.Palette, run.Name, run.Words, command => command));
        Receive<FillTable>(fill => Hand(fill.Palette, fill.Name, fill.Words, command => new TableWanted(command)));
    }

    private void Hand(string palette, string name, ValueList<CommandWord> words, Func<Command, object> toMessage)
    {
        if (!_palettes.TryGetValue(palette, out var known) || known.Palette.Commands.All(command => command.Name != name)
            || words.Count > WordCountMax)
        {
            Sender.Tell(new CommandRun(
                false, $"The process of that VIOS knows no command [{palette} {name}] with {words.Count} words: it runs another version."));
            return;
        }

        var handler = Context.Child(palette);
        if (handler.IsNobody())
            handler = Context.ActorOf(known.HandlerProps, palette);
        var asker = Sender;
        var command = new Command(name, words.Select(word => Tuple.Create(word.Switch, word.Value)));
        handler.Ask<object>(toMessage(command), PaletteActor.RelayLimit).PipeTo(
            asker, success: ToWire,
            failure: cause => new CommandRun(false, $"[{palette} {name}] did not answer: {cause.Message}"));
    }

    private static object ToWire(object answer) => answer switch
    {
        ErroredCommandResponse failed => new CommandRun(false, failed.Text),
        CommandResponse done => new CommandRun(true, done.Text),
        _ => answer,
    };
}
