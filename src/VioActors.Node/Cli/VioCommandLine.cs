using System.CommandLine;
using VioActors.Pbm.Client;

namespace VioActors.Node.Cli;

/// <summary>The <c>vio</c> command line: what each verb is called, takes and does.</summary>
public static class VioCommandLine
{
    /// <summary>The root command over the given streams; without a verb it runs the dev role.</summary>
    public static RootCommand Create(TextReader input, TextWriter output, TextWriter error)
    {
        var settings = new SettingsOptions();
        var root = new RootCommand(
            "VioActors: a clustered virtual I/O server. Without a command it runs the dev role: one CEC, its VIOSes and a pool "
                + "in this process.");
        settings.AddTo(root);
        root.SetAction((parsed, cancellation) => DevCommand.RunAsync(settings.Read(parsed), output, error, cancellation));

        root.Subcommands.Add(DemoVerb(output, error));
        root.Subcommands.Add(PbmVerb(input, output, error));
        return root;
    }

    private static Command DemoVerb(TextWriter output, TextWriter error)
    {
        var demo = new Command("demo",
            "A guided tour: builds a system in a folder of its own, writes, breaks things under the writes, and verifies every block.");
        var keep = new Option<bool>("--keep") { Description = "Keep the folder with the system's data." };
        demo.Options.Add(keep);
        demo.SetAction((parsed, cancellation) => DemoCommand.RunAsync(parsed.GetValue(keep), output, error, cancellation));
        return demo;
    }

    private static Command PbmVerb(TextReader input, TextWriter output, TextWriter error)
    {
        var pbm = new Command("pbm",
            "Inspects and commands a running system: vio pbm [host:port] [command words].")
        { TreatUnmatchedTokensAsErrors = false };
        pbm.SetAction((parsed, cancellation) => PbmProgram.RunAsync([.. parsed.UnmatchedTokens], input, output, error, cancellation));
        return pbm;
    }
}
