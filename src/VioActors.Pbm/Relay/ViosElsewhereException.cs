using Akka.Actor;

namespace VioActors.Pbm.Relay;

/// <summary>The VIOS that a command is about runs in another process, which is to run the command.</summary>
internal sealed class ViosElsewhereException(string vios, ICanTell relay) : Exception($"VIOS {vios} runs in another process.")
{
    public string Vios { get; } = vios;

    public ICanTell Relay { get; } = relay;
}
