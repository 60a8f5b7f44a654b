//! A disk that fails when it is told to, under the real server: a small library in C stands before the system's writing and
//! flushing. It never touches anything but the database and its log.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// What stands before the system's own calls.
const SOURCE: &str = include_str!("disk.c");

/// A disk that does as it is told.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Makes one on which all is well.
    pub fn new() -> Disk {
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        let disk = Disk { folder };
        let source = disk.folder.path().join("disk.c");
        fs::write(&source, SOURCE).expect("the folder is the test's own");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .arg(disk.library())
            .arg(&source)
            .arg("-ldl")
            .status()
            .expect("there is a C compiler: Kvart is not built without one");
        assert!(compiled.success(), "disk.c compiles");
        disk.work();
        disk
    }

    /// From now on all is well.
    pub fn work(&self) {
        self.order("");
    }

    /// From now on nothing that is written finds room.
    pub fn fill(&self) {
        self.order("full");
    }

    /// The write or flush of that number from now on, counted from 1, fails once. Each time that this is asked for has a
    /// name of its own.
    pub fn fail_at(&self, number: u32, name: &str) {
        self.order(&format!("fail {number} {name}"));
    }

    /// Returns the settings that put the disk under a process.
    pub fn settings(&self) -> [(&'static str, PathBuf); 2] {
        [("LD_PRELOAD", self.library()), ("FAILING_DISK", self.orders())]
    }

    fn order(&self, order: &str) {
        // In one step, so that no half of an order is read.
        let new = self.folder.path().join("order.new");
        fs::write(&new, order).expect("the folder is the test's own");
        fs::rename(&new, self.orders()).expect("the folder is the test's own");
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("disk.so")
    }

    fn orders(&self) -> PathBuf {
        self.folder.path().join("order")
    }
}

impl Default for Disk {
    fn default() -> Disk {
        Disk::new()
    }
}
