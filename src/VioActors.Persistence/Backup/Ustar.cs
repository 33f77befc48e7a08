using System.Globalization;
using System.Text;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The ustar interchange format (IEEE 1003.1, pax, "ustar Interchange Format"), as far as a backup needs it: plain files with short names,
/// read in order. Whatever a header says, no more than a block is kept for it. Thread-safe.
/// </summary>
internal static class Ustar
{
    private const int BlockBytes = 512;
    private const int NameBytesMax = 100;

    /// <summary>Writes a file; the time of every member is zero, so that the same content gives the same bytes.</summary>
    public static void Write(Stream stream, string name, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[BlockBytes];
        header.Clear();
        Put(header, 0, name);
        Put(header, 100, "0000644\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        Put(header, 124, Octal(content.Length, 11) + "\0");
        Put(header, 136, "00000000000\0");
        header[156] = (byte)'0';
        Put(header, 257, "ustar\000");
        Put(header, 148, Octal(Checksum(header), 6) + "\0 ");
        stream.Write(header);
        stream.Write(content);
        stream.Write(new byte[Padding(content.Length)]);
    }

    /// <summary>The two blocks of zeroes that end an archive.</summary>
    public static void WriteEnd(Stream stream) => stream.Write(new byte[2 * BlockBytes]);

    /// <summary>The next member; null at the end of the archive.</summary>
    /// <param name="limitOf">How many bytes a member of that name may have; null: there may be none of that name.</param>
    /// <exception cref="BackupFormatException">It is no such archive, is cut off, or holds what it may not.</exception>
    public static (string Name, byte[] Content)? ReadNext(Stream stream, Func<string, long?> limitOf)
    {
        var header = new byte[BlockBytes];
        Fill(stream, header);
        if (header.All(value => value == 0))
        {
            Fill(stream, header);
            return header.All(value => value == 0) ? null : throw Wrong("it goes on after its end");
        }

        if (!header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) || ReadOctal(header.AsSpan(148, 8)) != Checksum(header))
        {
            throw Wrong("a header is damaged or of another format");
        }

        var length = header.AsSpan(0, NameBytesMax).IndexOf((byte)0);
        var name = Encoding.ASCII.GetString(header, 0, length < 0 ? NameBytesMax : length);
        if (header[156] != (byte)'0' || header[345] != 0)
        {
            throw Wrong($"'{Shown(name)}' is no plain file");
        }

        var size = ReadOctal(header.AsSpan(124, 12));
        var limit = limitOf(name) ?? throw Wrong($"it holds '{Shown(name)}', which does not belong there");
        if (size > limit)
        {
            throw Wrong($"'{name}' has {size} bytes; the limit is {limit}");
        }

        var content = new byte[size];
        Fill(stream, content);
        Fill(stream, new byte[Padding(size)]);
        return (name, content);
    }

    private static int Padding(long size) => (int)((BlockBytes - (size % BlockBytes)) % BlockBytes);

    private static void Put(Span<byte> header, int offset, string text) => Encoding.ASCII.GetBytes(text, header[offset..]);

    private static string Octal(long number, int digits) => Convert.ToString(number, 8).PadLeft(digits, '0');

    // The checksum field itself counts as spaces.
    private static long Checksum(ReadOnlySpan<byte> header)
    {
        var sum = 0L;
        for (var index = 0; index < BlockBytes; index++)
        {
            sum += index is >= 148 and < 156 ? ' ' : header[index];
        }

        return sum;
    }

    private static long ReadOctal(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        var digits = 0;
        foreach (var value in field)
        {
            if (value is 0 or (byte)' ')
            {
                if (digits > 0)
                {
                    break;
                }
            }
            else if (value is < (byte)'0' or > (byte)'7')
            {
                throw Wrong("a number in a header is damaged");
            }
            else
            {
                number = (number << 3) | (uint)(value - '0');
                digits++;
            }
        }

        return number;
    }

    private static void Fill(Stream stream, byte[] buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Wrong("it is cut off");
        }
    }

    private static string Shown(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{new string([.. name.Where(c => c is >= ' ' and <= '~')])}");

    private static BackupFormatException Wrong(string problem) => new($"Cannot read the backup file: {problem}; take another copy of it.");
}
