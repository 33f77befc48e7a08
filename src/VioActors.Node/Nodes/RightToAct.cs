using System.Reflection;
using Akka.Actor;
using VioActors.Actors.Settings;

namespace VioActors.Node.Nodes;

/// <summary>
/// Whether this process may still act as a member, asked with each I/O: one that stood still finds out before it writes what it had begun.
/// The engine that knows it names a type in the configuration. Thread-safe.
/// </summary>
internal static class RightToAct
{
    private const string Key = "vio-actors.node.right-to-act";
    private const string Method = "Of";

    /// <summary>Null: the engine does not know.</summary>
    /// <exception cref="SettingsException">The type has no method <c>Func&lt;bool&gt; Of(ActorSystem)</c>.</exception>
    public static Func<bool>? Of(ActorSystem system)
    {
        var name = system.Settings.Config.GetString(Key);
        if (name.Length == 0 || Type.GetType(name, throwOnError: false) is not { } type)
            return null;
        var method = type.GetMethod(Method, BindingFlags.Static | BindingFlags.Public, [typeof(ActorSystem)]);
        return method?.Invoke(null, [system]) as Func<bool>
            ?? throw new SettingsException([$"{Key} is '{name}': that type has no method Func<bool> {Method}(ActorSystem)."]);
    }
}
