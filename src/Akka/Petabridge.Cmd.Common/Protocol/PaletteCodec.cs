namespace Petabridge.Cmd.Protocol;

/// <summary>The fields of a palette frame.</summary>
internal static class PaletteCodec
{
    private const int ItemsMax = 1024;

    internal static void Write(FrameWriter writer, WirePalette palette)
    {
        writer.WriteString(palette.Module);
        writer.WriteUInt16(palette.Commands.Count);
        foreach (var command in palette.Commands)
        {
            writer.WriteString(command.Name);
            writer.WriteString(command.Description);
            writer.WriteUInt16(command.Arguments.Count);
            foreach (var argument in command.Arguments)
            {
                writer.WriteString(argument.Name);
                writer.WriteString(argument.Description);
                writer.WriteBoolean(argument.IsMandatory);
                WriteStrings(writer, argument.Switches);
                WriteStrings(writer, argument.DefaultValues);
            }
        }
    }

    internal static WirePalette Read(ref FrameReader reader)
    {
        var module = reader.ReadString();
        var commands = new WireCommand[reader.ReadCount(ItemsMax, itemBytesMin: 10)];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = new WireCommand(reader.ReadString(), reader.ReadString(), ReadArguments(ref reader));
        }

        return new WirePalette(module, commands);
    }

    private static WireArgument[] ReadArguments(ref FrameReader reader)
    {
        var arguments = new WireArgument[reader.ReadCount(ItemsMax, itemBytesMin: 13)];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = new WireArgument(
                reader.ReadString(), reader.ReadString(), reader.ReadBoolean(), ReadStrings(ref reader), ReadStrings(ref reader));
        }

        return arguments;
    }

    private static void WriteStrings(FrameWriter writer, IReadOnlyList<string> strings)
    {
        writer.WriteUInt16(strings.Count);
        foreach (var text in strings)
        {
            writer.WriteString(text);
        }
    }

    private static string[] ReadStrings(ref FrameReader reader)
    {
        var strings = new string[reader.ReadCount(ItemsMax, itemBytesMin: 4)];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        return strings;
    }
}
