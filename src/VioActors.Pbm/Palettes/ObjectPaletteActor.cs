using Petabridge.Cmd;
using VioActors.Api;
using VioActors.Api.Client;
using VioActors.Api.Messages;
using VioActors.Api.Objects;

namespace VioActors.Pbm.Palettes;

/// <summary>
/// Base of the palettes that work through the VIOS API: <c>list</c> and <c>show</c> of one kind of object, and what a palette adds. A
/// change without <c>-version</c> takes the version that the object has now.
/// </summary>
internal abstract class ObjectPaletteActor : PaletteActor
{
    protected ObjectPaletteActor(CommandPalette palette, PbmContext context, VioObjectKind kind, bool hasShow = true)
        : base(palette, context)
    {
        Api = context.Api ?? throw new InvalidOperationException($"The palette {palette.ModuleName} needs the VIOS API.");
        var table = ObjectColumns.For(kind);
        RunTable("list", table.Columns, async (command, rows) =>
        {
            foreach (var thing in await TryAsync(Api.ListAsync<VioObject>(kind, Value(command, "-parent"))).ConfigureAwait(false))
                rows.Add(table.Cells(thing));
        });
        if (hasShow)
        {
            RunTable("show", table.Columns, async (command, rows) =>
                rows.Add(table.Cells(await ShowAsync<VioObject>(kind, Required(command, "id", "-id")).ConfigureAwait(false))));
        }
    }

    protected IVioApi Api { get; }

    internal static CommandDefinition List(string description) => VioPalette.Define(
        "list",
        description,
        VioPalette.Optional("parent", "-parent", "only those of this VIOS, pool, client or CEC"),
        VioPalette.WithTable);

    internal static CommandDefinition Show(string description) => VioPalette.Define(
        "show",
        description,
        VioPalette.Mandatory("id", "-id", "id of the object, or its name where only one has it"),
        VioPalette.WithTable);

    protected Task<T> ShowAsync<T>(VioObjectKind kind, string id)
        where T : VioObject => TryAsync(Api.ShowAsync<T>(kind, id));

    /// <summary>Removes the object that <c>-id</c> names.</summary>
    protected async Task<string> RemoveAsync(Command command, VioObjectKind kind)
    {
        var thing = await ShowAsync<VioObject>(kind, Required(command, "id", "-id")).ConfigureAwait(false);
        var forced = command.Arguments.Any(argument => argument.Item1 == "-force");
        var version = Number(command, "-version") ?? thing.SeenVersion() ?? 0;
        await TryAsync(DoneAsync()).ConfigureAwait(false);
        return $"{kind.ToString().ToLowerInvariant()} {thing.Id} is removed.";

        async Task<bool> DoneAsync()
        {
            await Api.RemoveAsync(kind, thing.Id, version, forced).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>A refusal of the API as the refusal of the command.</summary>
    protected static async Task<T> TryAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (VioRefusedException refused)
        {
            throw new CommandRefusedException(refused.Message);
        }
    }

    /// <summary>A number, or null when it was not given.</summary>
    protected static long? Number(Command command, string @switch) => Value(command, @switch) is not { } text ? null
        : long.TryParse(text, global::System.Globalization.NumberStyles.None, null, out var number) ? number
        : throw new CommandRefusedException($"[{text}] after {@switch} is no whole number.");
}
