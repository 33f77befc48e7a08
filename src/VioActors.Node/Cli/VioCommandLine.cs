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
        root.Subcommands.Add(NodeVerb(output, error));
        root.Subcommands.Add(PbmVerb(input, output, error));
        root.Subcommands.Add(RestoreDbVerb(output, error));
        root.Subcommands.Add(ApiVerb.Create(input, output, error));
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

    private static Command NodeVerb(TextWriter output, TextWriter error)
    {
        var settings = new SettingsOptions();
        var node = new Command("node",
            "Runs one process of a cluster: the roles that vio-actors.node.roles names, e.g. --config hocon/vios.conf.");
        settings.AddTo(node);
        node.SetAction((parsed, cancellation) => NodeCommand.RunAsync(settings.Read(parsed), output, error, cancellation));
        return node;
    }

    private static Command RestoreDbVerb(TextWriter output, TextWriter error)
    {
        var settings = new SettingsOptions();
        var restore = new Command("restore-db",
            "Puts the VIOS DB of a cluster's backup in the place of the one in the data folder. The system must be stopped.");
        var file = new Option<FileInfo>("--file") { Description = "The backup of the cluster.", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace a VIOS DB that holds events." };
        restore.Options.Add(file);
        restore.Options.Add(force);
        settings.AddTo(restore);
        restore.SetAction((parsed, _) => RestoreDbCommand.RunAsync(
            parsed.GetRequiredValue(file).FullName, parsed.GetValue(force), settings.Read(parsed), output, error));
        return restore;
    }

    private static Command PbmVerb(TextReader input, TextWriter output, TextWriter error)
    {
        var pbm = new Command("pbm",
            "Inspects and commands a running system: vio pbm [host:port] [command words], or vio pbm --api URL command words.")
        { TreatUnmatchedTokensAsErrors = false };
        var api = new Option<string?>("--api")
        {
            Description = "Through the VIOS API at this address, e.g. https://host:9120, also from another host; one command.",
        };
        var token = new Option<string>("--token-file")
        {
            Description = "With --api: file with an administrator's token.",
            DefaultValueFactory = _ => Path.Combine("data", "management", "admin-token"),
        };
        pbm.Options.Add(api);
        pbm.Options.Add(token);
        pbm.SetAction((parsed, cancellation) => parsed.GetValue(api) is { } address
            ? PbmOverApi.RunAsync(address, parsed.GetValue(token)!, parsed.UnmatchedTokens, output, error, cancellation)
            : PbmProgram.RunAsync([.. parsed.UnmatchedTokens], input, output, error, cancellation));
        return pbm;
    }
}
