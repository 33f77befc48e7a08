using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.MultiNode.Tests.Node;

/// <summary>Writes notes as text.</summary>
public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 9003;

    public override string Manifest(object o) => "note";

    public override byte[] ToBinary(object obj) => obj is Note note
        ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{note.Kind} {note.Entity} {note.Id}"))
        : throw new ArgumentException(obj.GetType().Name);

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var words = Encoding.UTF8.GetString(bytes).Split(' ');
        return new Note(words[0], words[1], long.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
