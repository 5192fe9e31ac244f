package com.example.changepage;

import dev.ltx4j.ltx.ApplyReport;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.sqlite.DatabasePages;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the snapshot of a database, changes a page, writes that as the next transaction, merges both files, and applies
 * them to a database one after the other. A program would not do all of this in a row; each step stands for itself.
 */
public final class ChangePage {
    private ChangePage() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: changepage SNAPSHOT.ltx FOLDER");
            System.exit(2);
        }
        Path snapshot = Path.of(args[0]);
        Path folder = Files.createDirectories(Path.of(args[1]));
        try {
            run(snapshot, folder);
        } catch (FileFormatException e) {
            // Not a bug but a bad file. The message names it, with the byte and the page.
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path snapshot, Path folder) throws IOException {
        FirstPage page = FirstPage.read(snapshot);
        LtxSummary read = page.summary();
        System.out.printf(
                "read     %s: %d pages of %s bytes, user_version %d%n",
                snapshot.getFileName(), read.pageCount(), read.header().pageSize(), page.userVersion());

        Path transaction = LtxSteps.writeNext(page.withUserVersion(42), folder);
        System.out.println("wrote    " + transaction.getFileName());

        Path merged = LtxSteps.merge(List.of(snapshot, transaction), folder);
        System.out.println("merged   " + merged.getFileName());

        Path database = folder.resolve("app.db");
        LtxSteps.makeDatabase(snapshot, database);
        System.out.println("made     app.db: user_version " + userVersion(database));
        ApplyReport applied = LtxSteps.apply(transaction, database);
        System.out.printf(
                "applied  TXID %s to app.db: user_version %d%n",
                applied.position().txid(), userVersion(database));
    }

    private static int userVersion(Path database) throws IOException {
        try (DatabasePages pages = DatabasePages.open(database)) {
            return pages.header().userVersion();
        }
    }
}
