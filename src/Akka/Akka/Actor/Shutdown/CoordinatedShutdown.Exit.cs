using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Actor;

/// <content>The end of the system and of the process.</content>
public sealed partial class CoordinatedShutdown
{
    private void InitTermination()
    {
        var system = (ActorSystemImpl)System;
        AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            if (Setting("terminate-actor-system", true))
            {
                system.FinalTerminate();
                await system.WhenTerminated.ConfigureAwait(false);
            }

            return Done.Instance;
        });
        if (!_config.GetBoolean("run-by-clr-shutdown-hook", true))
            return;
        EventHandler hook = (_, _) => Run(ClrExitReason.Instance).Wait(TotalTimeout);
        AppDomain.CurrentDomain.ProcessExit += hook;
        system.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= hook);
    }

    private void ExitIfWanted(Reason reason)
    {
        if (Setting("exit-clr", false) && reason is not ClrExitReason)
            Environment.Exit(SettingsFor(reason).GetInt("exit-code", 0));
    }

    private bool Setting(string key, bool fallback) => SettingsFor(ShutdownReason).GetBoolean(key, fallback);

    /// <summary>The settings, with those that <c>reason-overrides</c> has for the reason's full type name on top.</summary>
    private Config SettingsFor(Reason reason)
    {
        var name = reason?.GetType().FullName;
        var overrides = _config.GetConfig("reason-overrides");
        if (name is null || overrides is null || overrides.IsEmpty)
            return _config;
        var path = $"\"{name}\"";
        return overrides.HasPath(path) ? overrides.GetConfig(path).WithFallback(_config) : _config;
    }
}
