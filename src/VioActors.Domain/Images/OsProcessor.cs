using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using VioActors.Domain.Memory;

namespace VioActors.Domain.Images;

/// <summary>How a call into an operating system ended.</summary>
public enum CallOutcome
{
    /// <summary>With a value.</summary>
    Returned,

    /// <summary>A page is missing: the hypervisor brings it, then the call is made again; it has changed nothing.</summary>
    Fault,

    /// <summary>What the pointer leads to is not that service, or its code is none.</summary>
    Trapped,
}

/// <param name="Page">That is missing.</param>
/// <param name="Trap">What is wrong, for people.</param>
public readonly record struct CallResult(CallOutcome Outcome, ulong Value, ulong Page, string Trap);

/// <summary>
/// The processor of a built-in guest: runs the code that it finds in its partition's memory behind a pointer, so that a service answers as
/// the operating system in use does. Thread-safe (no state).
/// <code>
///   portion   magic "PRTN" 4 | bytes of code 4 | hash of its name 8 | code
///   code      0 return top | 1 push argument | 2 push constant 8 | 3 add | 4 multiply | 5 exclusive or | 6 rotate left 1 | 7 load word
/// at top
///             | 8 call the portion at address 8, whose name has hash 8, with top | 9 duplicate | 10 remainder
/// </code>
/// </summary>
public static class OsProcessor
{
    public const uint PortionMagic = 0x4E54_5250; // "PRTN"

    public const int PortionHeaderBytes = 16;

    /// <summary>Longest code of a portion: it and its header are in one page.</summary>
    public const int CodeBytesMax = 1024;

    private const int StepsMax = 256;
    private const int DepthMax = 8;
    private const int StackMax = 16;

    /// <summary>FNV-1a, 64 bits.</summary>
    public static ulong HashOf(string name)
    {
        var hash = 0xCBF2_9CE4_8422_2325;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 0x100_0000_01B3;
        return hash;
    }

    /// <summary>Calls what a pointer leads to.</summary>
    /// <param name="name">Hash of the service that it must be.</param>
    public static CallResult Call(MemoryPartition memory, ulong pointer, ulong name, ulong argument) =>
        Call(memory, pointer, name, argument, 0);

    private static CallResult Call(MemoryPartition memory, ulong pointer, ulong name, ulong argument, int depth)
    {
        Span<byte> header = stackalloc byte[PortionHeaderBytes];
        if (Read(memory, pointer, header) is { } missing)
            return missing;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != PortionMagic || length is < 1 or > CodeBytesMax)
            return Trap($"there is no service at {pointer:x}");
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) != name)
            return Trap($"the service at {pointer:x} is another one");
        if (depth >= DepthMax)
            return Trap($"the services at {pointer:x} call each other without end");
        Span<byte> code = stackalloc byte[length];
        return Read(memory, pointer + PortionHeaderBytes, code) ?? Run(memory, code, argument, depth);
    }

    private static CallResult Run(MemoryPartition memory, ReadOnlySpan<byte> code, ulong argument, int depth)
    {
        Span<ulong> stack = stackalloc ulong[StackMax + 1];
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        var (top, at) = (-1, 0);
        for (var step = 0; step < StepsMax && at < code.Length; step++)
        {
            var operation = code[at++];
            var (operands, needs) = Shape(operation);
            if (operands < 0 || at + operands > code.Length || top + 1 < needs || top >= StackMax - 1)
                return Trap($"operation {operation} is none");
            var operand = code.Slice(at, operands);
            at += operands;
            switch (operation)
            {
                case 0:
                    return new CallResult(CallOutcome.Returned, stack[top], 0, "");
                case 1:
                    stack[++top] = argument;
                    break;
                case 2:
                    stack[++top] = BinaryPrimitives.ReadUInt64LittleEndian(operand);
                    break;
                case 6:
                    stack[top] = BitOperations.RotateLeft(stack[top], operand[0]);
                    break;
                case 7:
                    if (Read(memory, stack[top], word) is { } missing)
                        return missing;
                    stack[top] = BinaryPrimitives.ReadUInt64LittleEndian(word);
                    break;
                case 8:
                    var called = Call(
                        memory, BinaryPrimitives.ReadUInt64LittleEndian(operand), BinaryPrimitives.ReadUInt64LittleEndian(operand[8..]),
                        stack[top], depth + 1);
                    if (called.Outcome != CallOutcome.Returned)
                        return called;
                    stack[top] = called.Value;
                    break;
                case 9:
                    stack[top + 1] = stack[top];
                    top++;
                    break;
                default:
                    top--;
                    if (operation == 10 && stack[top + 1] == 0)
                        return Trap("a division by zero");
                    stack[top] = Combine(operation, stack[top], stack[top + 1]);
                    break;
            }
        }

        return Trap("the service does not return");
    }

    private static ulong Combine(byte operation, ulong left, ulong right) => operation switch
    {
        3 => left + right,
        4 => left * right,
        5 => left ^ right,
        _ => left % right,
    };

    /// <summary>Bytes of operands and words on the stack that an operation takes; no operation: less than 0.</summary>
    private static (int Operands, int Needs) Shape(byte operation) => operation switch
    {
        0 => (0, 1),
        1 => (0, 0),
        2 => (8, 0),
        3 or 4 or 5 or 10 => (0, 2),
        6 => (1, 1),
        7 or 9 => (0, 1),
        8 => (16, 1),
        _ => (-1, 0),
    };

    private static CallResult? Read(MemoryPartition memory, ulong address, Span<byte> bytes) =>
        memory.Read(address, bytes, out var page) switch
        {
            MemoryAccess.Done => null,
            MemoryAccess.Fault => new CallResult(CallOutcome.Fault, 0, page, ""),
            _ => Trap($"there is no memory at {address:x}"),
        };

    private static CallResult Trap(string what) => new(CallOutcome.Trapped, 0, 0, what);
}
