using Akka.Actor;
using Petabridge.Cmd;

namespace VioActors.Pbm.Relay;

/// <summary>Asks a palette's handler for this process's rows of a table of VIOSes.</summary>
internal sealed record TableWanted(Command Command) : INoSerializationVerificationNeeded;
