using Akka.Actor;
using Petabridge.Cmd;
using VioActors.Domain.Commands;
using VioActors.Domain.Common;
using VioActors.Pbm.Relay;
using VioActors.Pbm.Rendering;

namespace VioActors.Pbm.Palettes;

/// <summary>Commands about VIOSes that run in other processes.</summary>
public abstract partial class PaletteActor
{
    /// <summary>How long a command may take in another process: the longest that a command waits itself.</summary>
    internal static readonly TimeSpan RelayLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TableLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs a command whose table has rows of every VIOS, the first column being its name. A VIOS whose process does not answer has a row
    /// that says so in the column <c>state</c> or <c>status</c>.
    /// </summary>
    /// <param name="fill">Adds the rows of one VIOS.</param>
    /// <param name="complete">Adds what no VIOS has told; null: nothing.</param>
    protected void RunTableOfVioses(
        string name, IReadOnlyList<TableColumn> columns, Func<string, IActorRef, Table, Task> fill, Func<Table, Task>? complete = null)
    {
        _tablesOfVioses.Add(name, new TableOfVioses(columns, fill));
        RunTable(name, columns, async (command, table) =>
        {
            var rows = new List<IReadOnlyList<Cell>>();
            var there = System.Elsewhere.Relays().Select(relay => RowsOfAsync(relay.Key, relay.Value, command, columns)).ToList();
            rows.AddRange((await FillHereAsync(name).ConfigureAwait(false)).Rows);
            foreach (var answer in there)
                rows.AddRange(await answer.ConfigureAwait(false));
            foreach (var row in rows.OrderBy(row => row[0].Shown, StringComparer.Ordinal))
                table.Add(row);
            if (complete is not null)
                await complete(table).ConfigureAwait(false);
        });
    }

    private async Task<Table> FillHereAsync(string name)
    {
        var (columns, fill) = _tablesOfVioses[name];
        var table = new Table([.. columns]);
        foreach (var (vios, actor) in System.Vioses())
            await fill(vios, actor, table).ConfigureAwait(false);
        return table;
    }

    private void Fill(TableWanted wanted)
    {
        if (!_tablesOfVioses.ContainsKey(wanted.Command.Name))
        {
            Sender.Tell(new CommandRun(false, $"[{_palette.ModuleName} {wanted.Command.Name}] is no table of VIOSes here."));
            return;
        }

        FillHereAsync(wanted.Command.Name).PipeTo(
            Sender,
            success: table => new TableFilled(
                table.Rows.Select(row => new TableRow(row.Select(cell => cell.ToWire()).ToValueList())).ToValueList()),
            failure: cause => new CommandRun(false, cause.Message));
    }

    private async Task<IReadOnlyList<IReadOnlyList<Cell>>> RowsOfAsync(
        string vios, ICanTell relay, Command command, IReadOnlyList<TableColumn> columns)
    {
        var problem = "NO ANSWER";
        try
        {
            var question = new FillTable(_palette.ModuleName, command.Name, WordsOf(command));
            switch (await relay.Ask<object>(question, TableLimit).ConfigureAwait(false))
            {
                case TableFilled filled when filled.Rows.All(row => row.Cells.Count == columns.Count):
                    return [.. filled.Rows.Select(row => row.Cells.Select(Cell.From).ToList())];
                case TableFilled:
                    problem = "OTHER VERSION";
                    break;
                case CommandRun { Succeeded: false } refused:
                    problem = refused.Text;
                    break;
            }
        }
        catch (AskTimeoutException)
        {
            // Said in the row.
        }

        return [[vios, .. columns.Skip(1).Select(column => column.Field is "state" or "status" ? (Cell)problem : Cell.None)]];
    }

    private async Task<CommandResponse> RunThereAsync(Command command, string what, ICanTell relay)
    {
        try
        {
            var question = new RunCommand(_palette.ModuleName, command.Name, WordsOf(command));
            return await RelayedQuestion.AskAsync(relay, what, question, RelayLimit).ConfigureAwait(false) switch
            {
                CommandRun { Succeeded: true } done => new CommandResponse(done.Text),
                CommandRun failed => new ErroredCommandResponse(failed.Text),
                var other => new ErroredCommandResponse(
                    $"The process of {what} answered {other.GetType().Name}: it runs another version."),
            };
        }
        catch (CommandRefusedException refused)
        {
            return new ErroredCommandResponse(refused.Message);
        }
    }

    private static ValueList<CommandWord> WordsOf(Command command) =>
        command.Arguments.Select(word => new CommandWord(word.Item1, word.Item2)).ToValueList();

    /// <param name="Fill">Adds the rows of one VIOS.</param>
    private sealed record TableOfVioses(IReadOnlyList<TableColumn> Columns, Func<string, IActorRef, Table, Task> Fill);
}
