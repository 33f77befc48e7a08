using System.Collections;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using VioActors.Actors.Settings;
using VioActors.Node.Cli;

namespace VioActors.Node.Configuration;

/// <summary>
/// Puts the configuration together: built-in values, then a file, then assignments of the command line, then the environment; later
/// ones win. Thread-safe.
/// </summary>
public static class NodeConfiguration
{
    private const string EnvironmentPrefix = "VIOACTORS_";
    private const int IncludeDepthMax = 8;

    /// <exception cref="SettingsException">The file or an assignment cannot be read; the message says where and how to put it
    /// right.</exception>
    public static Config Load(SettingsOverrides overrides, IDictionary environment)
    {
        var builtIn = ConfigurationFactory.FromResource("vio-actors.conf", typeof(NodeConfiguration).Assembly);
        var config = builtIn;
        foreach (var file in overrides.ConfigFiles)
            config = ReadFile(file).WithFallback(config);
        foreach (var assignment in overrides.Settings)
            config = Read(assignment).WithFallback(config);
        if (overrides.DataDirectory is { } directory)
            config = Assign("vio-actors.data-directory", directory).WithFallback(config);
        return FromEnvironment(environment, builtIn, config);
    }

    private static Config ReadFile(string file)
    {
        try
        {
            return new Config(Parse(file, depth: 0));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ConfigurationException or FormatException)
        {
            throw new SettingsException([$"The configuration file {file} cannot be read: {cause.Message}"]);
        }
    }

    /// <summary>An <c>include "name"</c> is a file beside the one that names it.</summary>
    private static HoconRoot Parse(string file, int depth) => depth > IncludeDepthMax
        ? throw new ConfigurationException($"files include one another more than {IncludeDepthMax} deep")
        : Parser.Parse(
            File.ReadAllText(file), name => Parse(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name), depth + 1));

    private static Config Read(string assignment)
    {
        if (assignment.IndexOf('=', StringComparison.Ordinal) <= 0)
            throw new SettingsException(
                [$"--set {assignment} is no assignment: write --set path=value, e.g. --set vio-actors.iscsi.port-first=3260."]);
        try
        {
            return ConfigurationFactory.ParseString(assignment);
        }
        catch (Exception cause) when (cause is ConfigurationException or FormatException)
        {
            throw new SettingsException([$"--set {assignment} cannot be read: {cause.Message}"]);
        }
    }

    /// <summary>VIOACTORS_ISCSI_PORT_FIRST sets the key of the vio-actors block whose words are iscsi, port and first.</summary>
    private static Config FromEnvironment(IDictionary environment, Config builtIn, Config config)
    {
        var keys = Paths("", builtIn.GetConfig("vio-actors").Root).ToDictionary(
            path => path.Replace('.', '_').Replace('-', '_').ToUpperInvariant());
        foreach (DictionaryEntry variable in environment)
        {
            if (variable.Key is not string name || !name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
                continue;
            if (!keys.TryGetValue(name[EnvironmentPrefix.Length..], out var path))
                throw new SettingsException(
                    [$"The environment variable {name} names no setting; hocon/vio-actors.conf lists those that there are."]);
            config = Assign($"vio-actors.{path}", (string?)variable.Value ?? "").WithFallback(config);
        }

        return config;
    }

    private static IEnumerable<string> Paths(string prefix, HoconValue value) => value.IsObject()
        ? value.GetObject().Items.SelectMany(item => Paths(prefix.Length == 0 ? item.Key : $"{prefix}.{item.Key}", item.Value))
        : [prefix];

    private static Config Assign(string path, string value)
    {
        var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return ConfigurationFactory.ParseString($"{path} = \"{quoted}\"");
    }
}
