namespace Petabridge.Cmd.Protocol;

/// <summary>One word of a command line. A quoted word is never taken for a switch, and may be empty.</summary>
internal readonly record struct CommandToken(string Text, bool Quoted)
{
    internal bool LooksLikeSwitch => !Quoted && Text.Length > 1 && Text[0] == '-' && !char.IsAsciiDigit(Text[1]) && Text[1] != '.';
}
