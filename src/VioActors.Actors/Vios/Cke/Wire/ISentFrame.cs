namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>Is told what becomes of a frame that was given to a <see cref="CkeConnection"/>: both, once each, in any order, on any
/// thread.</summary>
internal interface ISentFrame
{
    /// <summary>The payload was copied or sent, or never will be: its memory may be used again.</summary>
    void FreePayload();

    /// <summary>The system has taken the frame, or never will.</summary>
    void EndSending();
}
