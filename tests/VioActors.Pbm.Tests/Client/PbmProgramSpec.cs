using VioActors.Pbm.Client;

namespace VioActors.Pbm.Tests.Client;

[Trait("Req", "MGT-5")]
public sealed class PbmProgramSpec
{
    [Fact]
    public async Task One_command_prints_its_output_and_nothing_else()
    {
        await using var host = await DemoHost.StartAsync();

        var run = await RunAsync([$"{host.Address}", "demo", "echo", "-m", "two words", "-n", "2"]);

        Assert.Equal((PbmExitCode.Success, "two words\ntwo words\n", ""), run);
    }

    [Fact]
    public async Task A_failed_command_goes_to_the_error_output_and_the_exit_code()
    {
        await using var host = await DemoHost.StartAsync();

        Assert.Equal((PbmExitCode.CommandFailed, "", "not today\n"), await RunAsync([$"{host.Address}", "demo", "refuse"]));
        var (code, output, error) = await RunAsync([$"{host.Address}", "demo", "echo"]);
        Assert.Equal((PbmExitCode.CommandFailed, ""), (code, output));
        Assert.Contains("usage: demo echo -m <text> [-n <times>]\n", error);
    }

    [Fact]
    public async Task A_wrong_command_line_and_a_missing_host_have_their_own_codes()
    {
        var (code, _, error) = await RunAsync(["host:70000", "demo"]);
        Assert.Equal(PbmExitCode.Usage, code);
        Assert.Contains("[host:70000]", error);
        Assert.Equal(PbmExitCode.Usage, (await RunAsync(["--nope"])).Code);
        Assert.Equal(PbmExitCode.NoConnection, (await RunAsync(["127.0.0.1:1", "demo"])).Code);
    }

    [Fact]
    public async Task Help_and_version_need_no_host()
    {
        var help = await RunAsync(["--help"]);
        Assert.Equal(PbmExitCode.Success, help.Code);
        Assert.StartsWith("usage: pbm [host:port] [command words]", help.Output);
        Assert.StartsWith("pbm ", (await RunAsync(["--version"])).Output);
    }

    [Fact]
    public async Task The_shell_greets_prompts_and_ends()
    {
        await using var host = await DemoHost.StartAsync();

        var (code, output, error) = await RunAsync([$"{host.Address}"], "demo echo -m hi\n\nexit\ndemo echo -m never\n", interactive: true);

        var prompt = $"[{host.Address}] pbm> ";
        Assert.Equal(
            $"successfully connected to [::ffff:127.0.0.1]:{host.Address.Port}\n"
            + "Commands downloaded from server. type `help` to see what's available\n"
            + $"{prompt}hi\n{prompt}{prompt}",
            output);
        Assert.Equal((PbmExitCode.Success, ""), (code, error));
    }

    [Fact]
    public async Task Help_is_made_from_the_palettes()
    {
        await using var host = await DemoHost.StartAsync();

        var (_, overview, _) = await RunAsync([$"{host.Address}", "help"]);
        Assert.Contains("  demo    echo, count, forever", overview);
        var (_, module, _) = await RunAsync([$"{host.Address}"], "help demo\n");
        Assert.Contains("demo echo -m <text> [-n <times>]\n    Says it again.", module);
        var (_, command, _) = await RunAsync([$"{host.Address}"], "help demo echo\n");
        Assert.Contains("-m, -M <text>", command);
        Assert.Equal(PbmExitCode.CommandFailed, (await RunAsync([$"{host.Address}", "help", "nope"])).Code);
        Assert.Contains("no command [nope]", (await RunAsync([$"{host.Address}"], "help demo nope\n")).Error);
    }

    [Fact]
    public async Task A_script_goes_on_after_a_failure_and_reports_it()
    {
        await using var host = await DemoHost.StartAsync();

        var script = "# a comment\ndemo refuse\ndemo echo -m after\n";

        Assert.Equal((PbmExitCode.CommandFailed, "after\n", "not today\n"), await RunAsync([$"{host.Address}"], script));
        Assert.Equal(PbmExitCode.Success, (await RunAsync([$"{host.Address}"], script, interactive: true)).Code);
        Assert.Equal((PbmExitCode.Success, "", ""), await RunAsync([$"{host.Address}"], ""));
    }

    [Fact]
    public async Task Output_goes_to_a_file()
    {
        await using var host = await DemoHost.StartAsync();
        var directory = Directory.CreateTempSubdirectory("pbm");
        try
        {
            var file = Path.Combine(directory.FullName, "out put.txt");

            var run = await RunAsync([$"{host.Address}"], $"""
                demo echo -m one > "{file}"
                demo echo -m two >> "{file}"
                demo refuse >> "{file}"
                demo echo -m x > {directory.FullName}
                """);

            Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(file));
            Assert.Equal("", run.Output);
            Assert.Contains("not today\n", run.Error);
            Assert.Contains($"cannot be written to the file [{directory.FullName}]", run.Error);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Earlier_lines_come_back()
    {
        await using var host = await DemoHost.StartAsync();

        var (_, output, error) = await RunAsync([$"{host.Address}"], "demo echo -m hi\n!!\n!1\nhistory\n!7\n");

        Assert.Equal("hi\nhi\nhi\n    1  demo echo -m hi\n    2  history\n", output);
        Assert.Contains("[!7]", error);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_command_and_the_shell_goes_on()
    {
        await using var host = await DemoHost.StartAsync();
        var interrupts = new ManualInterrupts();
        var output = new SignallingWriter("started");
        var running = RunAsync([$"{host.Address}"], "demo forever\ndemo echo -m next\n", true, output, interrupts);

        await output.Seen.WaitAsync(DemoHost.Limit);
        interrupts.Interrupt();

        var (code, text, _) = await running;
        Assert.Equal(PbmExitCode.Success, code);
        Assert.Contains("next\n", text);
        await host.Demo.StreamEnded.Task.WaitAsync(DemoHost.Limit);
    }

    [Fact]
    public async Task A_cancelled_one_shot_has_the_code_of_an_interrupt()
    {
        await using var host = await DemoHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var output = new SignallingWriter("started");
        var running = RunAsync([$"{host.Address}", "demo", "forever"], "", false, output, null, cancellation.Token);

        await output.Seen.WaitAsync(DemoHost.Limit);
        await cancellation.CancelAsync();

        Assert.Equal((PbmExitCode.Interrupted, "started\n", ""), await running);
    }

    [Fact]
    public async Task A_lost_host_ends_the_shell_even_while_it_waits_for_a_line()
    {
        var host = await DemoHost.StartAsync();
        var output = new SignallingWriter("pbm> ");
        using var never = new NeverReader();
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new PbmTerminal(never, output, error, true, new NoInterrupts());
        var running = PbmProgram.RunAsync([$"{host.Address}"], terminal, PbmClientOptions.Default, CancellationToken.None);
        await output.Seen.WaitAsync(DemoHost.Limit);

        await host.DisposeAsync();

        Assert.Equal(PbmExitCode.NoConnection, await running.WaitAsync(DemoHost.Limit));
        Assert.Equal("connection to host terminated.\nThe host is stopping.\n", error.ToString());
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string[] args,
        string input = "",
        bool interactive = false,
        StringWriter? output = null,
        IInterrupts? interrupts = null,
        CancellationToken cancellation = default)
    {
        output ??= new StringWriter();
        output.NewLine = "\n";
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new PbmTerminal(new StringReader(input), output, error, interactive, interrupts ?? new NoInterrupts());
        var code = await PbmProgram.RunAsync(args, terminal, PbmClientOptions.Default, cancellation)
            .WaitAsync(DemoHost.Limit, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
