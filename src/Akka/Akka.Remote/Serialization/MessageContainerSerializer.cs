using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Messages on their way along a selection. Thread-safe.</summary>
public sealed class MessageContainerSerializer : Serializer
{
    private const int StepsMax = 256;

    /// <summary>A serializer of <paramref name="system"/>.</summary>
    public MessageContainerSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    private enum StepKind
    {
        Parent = 0,
        ChildName = 1,
        ChildPattern = 2,
        ChildRecursive = 3,
    }

    /// <inheritdoc />
    public override int Identifier => 6;

    /// <inheritdoc />
    public override bool IncludeManifest => false;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        if (obj is not ActorSelectionMessage selection)
            throw new SerializationException($"Cannot serialize a [{obj?.GetType()}] as a selection message.");
        var message = new WireMessage().Message(1, Payloads.Write(system, selection.Message));
        foreach (var step in selection.Elements)
        {
            message.Message(2, step switch
            {
                SelectChildName name => new WireMessage().Number(1, (ulong)StepKind.ChildName).Text(2, name.Name),
                SelectChildPattern pattern => new WireMessage().Number(1, (ulong)StepKind.ChildPattern).Text(2, pattern.PatternStr),
                SelectChildRecursive => new WireMessage().Number(1, (ulong)StepKind.ChildRecursive),
                _ => new WireMessage().Number(1, (ulong)StepKind.Parent),
            });
        }

        return message.Flag(3, selection.WildcardFanOut).ToArray();
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, Type type)
    {
        object? message = null;
        var steps = new List<SelectionPathElement>();
        var fanOut = false;
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    message = Payloads.Read(system, reader.Bytes());
                    break;
                case 2 when steps.Count < StepsMax:
                    steps.Add(Step(reader.Bytes()));
                    break;
                case 3:
                    fanOut = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (message is null)
            throw new SerializationException("A selection message without a message.");
        return new ActorSelectionMessage(message, [.. steps], fanOut);
    }

    private static SelectionPathElement Step(ReadOnlySpan<byte> bytes)
    {
        var kind = 0;
        var text = "";
        var reader = new WireReader(bytes);
        for (var field = reader.NextField(); field != 0; field = reader.NextField())
        {
            if (field == 1)
                kind = reader.Int32();
            else if (field == 2)
                text = reader.Text();
            else
                reader.Skip();
        }

        return (StepKind)kind switch
        {
            StepKind.Parent => SelectParent.Instance,
            StepKind.ChildName => new SelectChildName(text),
            StepKind.ChildPattern => new SelectChildPattern(text),
            StepKind.ChildRecursive => SelectChildRecursive.Instance,
            _ => throw new SerializationException($"A selection has no step of kind [{kind}]."),
        };
    }
}
