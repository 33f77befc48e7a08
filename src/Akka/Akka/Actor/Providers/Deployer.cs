using Akka.Configuration;
using Akka.Routing;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The deployments of <c>akka.actor.deployment</c>, by path below <c>/user</c>; elements may be wildcards. Thread-safe.</summary>
public class Deployer
{
    private readonly Settings _settings;
    private readonly Lock _gate = new();
    private volatile (string[] Pattern, Deploy Deploy)[] _deployments;

    /// <summary>The deployments in <paramref name="settings"/>.</summary>
    public Deployer(Settings settings)
    {
        _settings = settings;
        var section = settings.Config.GetConfig("akka.actor.deployment");
        var found = new List<(string[], Deploy)>();
        foreach (var (name, value) in section.AsEnumerable())
        {
            var path = name.Trim('"');
            if (path != "default" && path.StartsWith('/') && value.IsObject())
                found.Add((Split(path), ParseConfig(path, settings.Config.GetConfig("akka.actor.deployment." + Quote(path)))));
        }

        _deployments = [.. found];
    }

    /// <summary>Adds a deployment; a later one wins.</summary>
    public void SetDeploy(Deploy deploy)
    {
        lock (_gate)
            _deployments = [(Split(deploy.Path), deploy), .. _deployments];
    }

    /// <summary>
    /// The deployment of the actor at <paramref name="path"/>, the most exact one; <see cref="Deploy.None"/> when there is none.
    /// </summary>
    public Deploy Lookup(ActorPath path)
    {
        var deployments = _deployments;
        if (deployments.Length == 0 || path.Depth < 2 || path.ParentOf(1).Name != "user")
            return Deploy.None;
        var elements = path.Elements.Skip(1).ToArray();
        Deploy? wild = null;
        foreach (var (pattern, deploy) in deployments)
        {
            if (pattern.AsSpan().SequenceEqual(elements))
                return deploy;
            if (wild is null && Matches(pattern, elements))
                wild = deploy;
        }

        return wild ?? Deploy.None;
    }

    /// <summary>Props with what the configuration says about the actor at <paramref name="path"/>; the configuration wins.</summary>
    internal Props Apply(Props props, ActorPath path)
    {
        var deploy = Lookup(path);
        if (ReferenceEquals(deploy, Deploy.None))
            return props.RouterConfig is FromConfig ? throw Missing(path) : props;
        if (deploy.RouterConfig is NoRouter && props.RouterConfig is FromConfig)
            throw Missing(path);
        return props.WithDeploy(deploy);
    }

    /// <summary>Reads one deployment.</summary>
    protected virtual Deploy ParseConfig(string key, Config config)
    {
        var merged = config.WithFallback(_settings.Config.GetConfig("akka.actor.deployment.default"));
        var router = merged.GetString("router", "from-code");
        var routerConfig = router is null or "" or "from-code" ? NoRouter.Instance : CreateRouter(router, key, merged);
        return new Deploy(
            key,
            merged,
            routerConfig,
            Deploy.NoScopeGiven,
            merged.GetString("dispatcher", ""),
            merged.GetString("mailbox", ""),
            merged.GetInt("stash-capacity", Deploy.NoStashSize));
    }

    private static ConfigurationException Missing(ActorPath path) =>
        new($"Configuration missing for router [{path}] in 'akka.actor.deployment' section.");

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Quote(string path) => $"\"{path}\"";

    private static bool Matches(string[] pattern, string[] elements)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "**" && i == pattern.Length - 1)
                return elements.Length >= i;
            if (i >= elements.Length || !WildcardPattern.Matches(pattern[i], elements[i]))
                return false;
        }

        return pattern.Length == elements.Length;
    }

    private RouterConfig CreateRouter(string router, string key, Config config)
    {
        var path = "akka.actor.router.type-mapping." + router;
        var type = _settings.Config.HasPath(path) ? _settings.Config.GetString(path) : router;
        return ConfiguredType.Create<RouterConfig>(type, $"the router of deployment [{key}]", config);
    }
}
