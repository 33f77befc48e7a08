namespace VioActors.Scsi.Commands;

/// <summary>The commands of one unit by operation code and service action. Built once, then immutable and thread-safe.</summary>
internal sealed class CommandTable
{
    private const int ServiceActionCount = 32;

    private readonly CommandHandler?[] _byOpcode = new CommandHandler?[256];
    private readonly CommandHandler?[]?[] _byServiceAction = new CommandHandler?[]?[256];

    public CommandTable(IEnumerable<CommandHandler> handlers)
    {
        foreach (var handler in handlers)
        {
            var descriptor = handler.Descriptor;
            if (descriptor.ServiceAction is { } action)
            {
                (_byServiceAction[descriptor.Opcode] ??= new CommandHandler?[ServiceActionCount])[action] = handler;
            }
            else
            {
                _byOpcode[descriptor.Opcode] = handler;
            }
        }

        Descriptors = [.. All().Select(handler => handler.Descriptor)];
    }

    /// <summary>By operation code, then service action, ascending.</summary>
    public IReadOnlyList<CommandDescriptor> Descriptors { get; }

    public bool IsSupported(byte opcode) => _byOpcode[opcode] is not null || _byServiceAction[opcode] is not null;

    public bool HasServiceActions(byte opcode) => _byServiceAction[opcode] is not null;

    public CommandDescriptor? Find(byte opcode, ushort? serviceAction) => serviceAction is { } action
        ? action < ServiceActionCount ? _byServiceAction[opcode]?[action]?.Descriptor : null
        : _byOpcode[opcode]?.Descriptor;

    /// <summary>The handler of a CDB; null when it has none or when the CDB is too short to tell.</summary>
    public CommandHandler? Find(ReadOnlySpan<byte> cdb)
    {
        if (cdb.IsEmpty)
        {
            return null;
        }

        var handler = _byOpcode[cdb[0]];
        return handler is null && cdb.Length > 1 ? _byServiceAction[cdb[0]]?[cdb[1] & (ServiceActionCount - 1)] : handler;
    }

    private IEnumerable<CommandHandler> All()
    {
        for (var opcode = 0; opcode < _byOpcode.Length; opcode++)
        {
            if (_byOpcode[opcode] is { } handler)
            {
                yield return handler;
            }

            foreach (var withAction in _byServiceAction[opcode] ?? [])
            {
                if (withAction is not null)
                {
                    yield return withAction;
                }
            }
        }
    }
}
