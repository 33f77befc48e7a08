using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VioActors.Management.Commands;

namespace VioActors.Management.Tests.Commands;

/// <summary>A command host whose commands say what the test tells them to.</summary>
internal sealed class PlayedHost : ICommandHost
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the command says; when it is completed, the command is.</summary>
    public Channel<CommandOutput> Says { get; } = Channel.CreateUnbounded<CommandOutput>();

    public List<string> Lines { get; } = [];

    /// <summary>The first command runs.</summary>
    public Task Begun => _begun.Task.WaitAsync(Fixtures.ApiRig.Limit);

    /// <summary>A command was given up.</summary>
    public Task Cancelled => _cancelled.Task.WaitAsync(Fixtures.ApiRig.Limit);

    /// <summary>The first conversation has ended.</summary>
    public Task Closed => _closed.Task.WaitAsync(Fixtures.ApiRig.Limit);

    /// <summary>Looks around when a command begins; what it throws, the command does.</summary>
    public Action OnRun { get; set; } = () => { };

    public string? Refusal { get; set; }

    public int Opened { get; private set; }

    public Task<ICommandSession> OpenAsync(CancellationToken cancellation)
    {
        Opened++;
        return Refusal is { } reason ? throw new CommandHostException(reason) : Task.FromResult<ICommandSession>(new Session(this));
    }

    /// <summary>The next command says these and ends.</summary>
    public void Play(params CommandOutput[] said)
    {
        foreach (var part in said)
        {
            Says.Writer.TryWrite(part);
        }
    }

    private sealed class Session(PlayedHost host) : ICommandSession
    {
        public IReadOnlyList<CommandPaletteFacts> Catalogue { get; } =
        [
            new("vios", "list", [new("list", "members", [new(["-n", "--name"], "one", false, true)])]),
        ];

        public string Describe(string line) => $"described {line.Split(' ')[0]}";

        public async IAsyncEnumerable<CommandOutput> RunAsync(string line, [EnumeratorCancellation] CancellationToken cancellation)
        {
            host.Lines.Add(line);
            host.OnRun();
            host._begun.TrySetResult();
            CommandOutput said;
            do
            {
                try
                {
                    said = await host.Says.Reader.ReadAsync(cancellation);
                }
                catch (OperationCanceledException)
                {
                    host._cancelled.TrySetResult();
                    throw;
                }

                yield return said;
            }
            while (said.ExitCode is null);
        }

        public ValueTask DisposeAsync()
        {
            host._closed.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
