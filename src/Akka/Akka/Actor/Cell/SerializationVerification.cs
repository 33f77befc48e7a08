using Akka.Actor.Internal;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Actor;

/// <summary>For specs: <c>akka.actor.serialize-messages</c> makes every message go through its serializer. Thread-safe.</summary>
internal static class SerializationVerification
{
    /// <summary>
    /// Replaces <paramref name="message"/> by what would arrive from another system; false when it cannot be sent, which is logged as
    /// an error: sending never throws.
    /// </summary>
    public static bool TryCopy(ActorSystemImpl system, IActorRef receiver, ref object message)
    {
        try
        {
            message = Copy(system, message);
            return true;
        }
        catch (Exception error)
        {
            var text = $"Cannot send a [{message.GetType()}] to [{receiver}], it is lost (akka.actor.serialize-messages is on): "
                + error.Message;
            system.EventStream.Publish(new Error(error, receiver.Path.ToString(), typeof(SerializationVerification), text));
            return false;
        }
    }

    /// <summary>The message as it would arrive from another system.</summary>
    public static object Copy(ActorSystemImpl system, object message)
    {
        var payload = message is AllDeadLetters letter ? letter.Message : message;
        while (payload is IWrappedMessage wrapped)
            payload = wrapped.Message;
        if (payload is INoSerializationVerificationNeeded or PoisonPill or Kill or ReceiveTimeout || message is ActorSelectionMessage)
            return message;
        var copy = CopyObject(system, message is DeadLetter ? payload : message);
        return message is DeadLetter original ? new DeadLetter(copy, original.Sender, original.Recipient) : copy;
    }

    /// <summary>Throws when an argument of <paramref name="props"/> cannot be sent.</summary>
    public static void CheckProps(ActorSystemImpl system, Props props)
    {
        foreach (var argument in props.Arguments)
        {
            if (argument is not (null or INoSerializationVerificationNeeded))
                CopyObject(system, argument);
        }
    }

    private static object CopyObject(ActorSystemImpl system, object value)
    {
        var serialization = system.Serialization;
        var serializer = serialization.FindSerializerFor(value);
        return Serialization.Serialization.WithTransport(system, (serialization, serializer, value), static s => RoundTrip(s));
    }

    private static object RoundTrip((Serialization.Serialization Serialization, Serializer Serializer, object Value) s)
    {
        if (s.Serializer is JsonObjectSerializer json)
            return json.Copy(s.Value);
        var bytes = s.Serializer.ToBinary(s.Value);
        return s.Serializer is SerializerWithStringManifest named
            ? s.Serialization.Deserialize(bytes, named.Identifier, named.Manifest(s.Value))
            : s.Serializer.FromBinary(bytes, s.Value.GetType());
    }
}
