using Akka.Actor;
using VioActors.Actors.Images;
using VioActors.Actors.Memory;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// Applications in the partition's memory (OSI-3): they run in the guest's slices, and stand while a page is being brought.
/// </summary>
internal sealed partial class GuestActor
{
    private GuestApplications? _applications;

    private void ReceiveApplications()
    {
        Receive<StartOs>(start =>
        {
            _applications = new GuestApplications(start.Memory, start.Applications);
            Prod();
        });
        Receive<GetGuestOs>(_ => TellApplications());
        Receive<PageReady>(Interrupt);
        Receive<PageLost>(Interrupt);
    }

    private void TellApplications() => Sender.Tell(new GuestOsReport(_applications?.Report()));

    private void RunApplications()
    {
        if (_applications?.Run() is { } missing)
            _phyp.Tell(new PageWanted(_partition, missing.Page, missing.ForWriting));
    }

    private void EndWait(object interrupt)
    {
        if (_applications is null)
            return;
        if (interrupt is PageLost lost)
        {
            // The hypervisor may have another operating system for it; without one this was its last instruction.
            _applications.Stop(lost.Reason);
            _phyp.Tell(new OsPageLost(_partition, lost.Page, lost.Reason));
            return;
        }

        _applications.Arrive(((PageReady)interrupt).Page);
        RunApplications();
    }
}
